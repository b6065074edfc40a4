import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketCount, bucketLength } from '../compile/buckets.ts';
import { epochPlan, evaluationPlan } from './batchPlan.ts';

const lengths = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 300 });
const budget = fc.record({
  batchTokens: fc.integer({ min: 16, max: 8192 }),
  microBatchTokens: fc.integer({ min: 16, max: 4096 }),
  maxPosition: fc.constantFrom(600, 768, 4096),
});

describe('epochPlan', () => {
  test('has every row exactly once, in a batch long enough for it', () => {
    fc.assert(
      fc.property(lengths, budget, fc.nat(), fc.nat(9), (rows, limits, seed, epoch) => {
        const parts = epochPlan(rows, limits, seed, epoch).flat();
        expect(parts.flatMap((part) => part.rows).sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
        for (const part of parts) {
          expect(part.nSequence).toBeGreaterThanOrEqual(part.rows.length);
          expect(part.length).toBeLessThanOrEqual(limits.maxPosition);
          expect([part.nSequence, part.length], 'compiled as it is').toEqual([
            bucketCount(part.nSequence),
            bucketLength(part.length, limits.maxPosition),
          ]);
          for (const row of part.rows) expect(rows[row]).toBeLessThanOrEqual(part.length);
        }
      }),
    );
  });

  test('keeps the budgets; only a single row may go beyond', () => {
    fc.assert(
      fc.property(lengths, budget, fc.nat(), (rows, limits, seed) => {
        for (const step of epochPlan(rows, limits, seed, 0)) {
          const sizes = step.map((part) => part.nSequence * part.length);
          if (step.length > 1 || step[0]!.nSequence > 1) {
            expect(sizes.reduce((a, b) => a + b)).toBeLessThanOrEqual(limits.batchTokens);
            for (const size of sizes)
              expect(size).toBeLessThanOrEqual(Math.max(limits.microBatchTokens, step[0]!.length));
          }
        }
      }),
    );
  });

  test('is the same for the same seed and epoch, and another for another', () => {
    const rows = Array.from({ length: 200 }, (_, i) => 20 + (i % 150));
    const limits = { batchTokens: 1024, microBatchTokens: 512, maxPosition: 512 };
    const plan = (seed: number, epoch: number): string => JSON.stringify(epochPlan(rows, limits, seed, epoch));
    expect(plan(7, 2)).toBe(plan(7, 2));
    expect(plan(7, 2)).not.toBe(plan(8, 2));
    expect(plan(7, 2)).not.toBe(plan(7, 3));
  });

  test('has as many steps and the same shapes in every epoch', () => {
    fc.assert(
      fc.property(lengths, budget, fc.nat(), (rows, limits, seed) => {
        const shapes = (epoch: number): string[] =>
          epochPlan(rows, limits, seed, epoch)
            .map((step) => step.map((part) => `${part.nSequence}x${part.length}`).join('+'))
            .sort();
        expect(shapes(1)).toEqual(shapes(0));
      }),
    );
  });

  test('has at most two batch sizes for a length', () => {
    fc.assert(
      fc.property(lengths, budget, (rows, limits) => {
        const sizes = new Map<number, Set<number>>();
        for (const part of epochPlan(rows, limits, 1, 0).flat())
          sizes.set(part.length, (sizes.get(part.length) ?? new Set()).add(part.nSequence));
        for (const set of sizes.values()) expect(set.size).toBeLessThanOrEqual(2);
      }),
    );
  });
});

describe('evaluationPlan', () => {
  test('has every row once', () => {
    fc.assert(
      fc.property(lengths, (rows) => {
        const picked = evaluationPlan(rows, { microBatchTokens: 512, maxPosition: 600 }).flatMap((part) => part.rows);
        expect(picked.sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
      }),
    );
  });
});
