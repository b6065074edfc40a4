/** AdamW, clipping and the schedule against PyTorch and Transformers (scripts/goldens/optimizer.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAdamW } from '../../src/training/adamw.ts';
import { clipFactor, globalNorm } from '../../src/training/clip.ts';
import { learningRateAt } from '../../src/training/schedule.ts';

type Tensors = Record<string, number[]>;
type Golden = {
  adamw: {
    shapes: Record<string, number[]>;
    settings: { beta1: number; beta2: number; epsilon: number; weightDecay: number };
    start: Tensors;
    end: Tensors;
    steps: { gradients: Tensors; norm: number; learningRate: number }[];
  };
  cosine: { nWarmUp: number; nStep: number; peak: number; rates: number[] }[];
};
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'data', 'optimizer.json'), 'utf8')) as Golden;

describe('AdamW', () => {
  test('twelve clipped steps end where torch.optim.AdamW ends', () => {
    const { shapes, settings, start, end, steps } = golden.adamw;
    const parameters = new Map(
      Object.entries(start).map(([name, values]) => [name, { shape: shapes[name]!, data: Float32Array.from(values) }]),
    );
    const optimizer = createAdamW(parameters, settings);
    steps.forEach(({ gradients, norm, learningRate }, index) => {
      const arrays = new Map(Object.entries(gradients).map(([name, values]) => [name, Float32Array.from(values)]));
      expect(globalNorm(arrays.values())).toBeCloseTo(norm, 5);
      optimizer.update(index + 1, learningRate, arrays, clipFactor(norm, 1));
    });
    // A few float32 roundings of values near 1: 1e-6 is some ten units in the last place.
    for (const [name, { data }] of parameters)
      data.forEach((value, i) => expect(Math.abs(value - end[name]![i]!)).toBeLessThan(1e-6));
  });
});

describe('learning rate', () => {
  test.each(golden.cosine)('$nStep steps with $nWarmUp of warm-up', ({ rates, ...schedule }) => {
    rates.forEach((rate, index) => expect(learningRateAt(schedule, index + 1)).toBeCloseTo(rate, 12));
  });
});
