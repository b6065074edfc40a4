import { describe, expect, test } from 'vitest';
import { createSampler } from './sampler.ts';

const draw = (temperature: number, seed: number, logits: number[], n: number): number[] => {
  const sampler = createSampler(temperature, seed);
  return Array.from({ length: n }, () => sampler(Float32Array.from(logits)));
};

describe('sampler', () => {
  test('greedy takes the first of the largest, minus infinity is never taken', () => {
    expect(draw(0, 0, [1, 3, 3, 2], 1)).toEqual([1]);
    expect(new Set(draw(1, 0, [0, -1e30, 0], 200))).toEqual(new Set([0, 2]));
  });

  test('the same seed draws the same, another seed something else', () => {
    const logits = [0, 0.3, 0.1, 0.2];
    expect(draw(1, 5, logits, 50)).toEqual(draw(1, 5, logits, 50));
    expect(draw(1, 5, logits, 50)).not.toEqual(draw(1, 6, logits, 50));
  });

  test('frequencies follow softmax(logits / temperature)', () => {
    const n = 20_000;
    // softmax([ln 1, ln 2, ln 5]) = 1/8, 2/8, 5/8; at temperature 0.5 the odds are squared: 1/30, 4/30, 25/30.
    for (const [temperature, expected] of [
      [1, [1 / 8, 2 / 8, 5 / 8]],
      [0.5, [1 / 30, 4 / 30, 25 / 30]],
    ] as const) {
      const drawn = draw(temperature, 1, [0, Math.log(2), Math.log(5)], n);
      for (const [id, share] of expected.entries()) {
        // Five standard deviations of a binomial share.
        const tolerance = 5 * Math.sqrt((share * (1 - share)) / n);
        expect(Math.abs(drawn.filter((d) => d === id).length / n - share)).toBeLessThan(tolerance);
      }
    }
  });

  test.each([0, 1])('numbers that are none are a failure, not a token (temperature %d)', (temperature) => {
    expect(() => draw(temperature, 0, [0, NaN, 1], 1)).toThrow(expect.objectContaining({ code: 'model-not-finite' }));
  });
});
