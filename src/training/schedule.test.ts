/** How a share of the steps becomes a warm-up; the rates themselves have goldens (test/golden/optimizer.test.ts). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SETTINGS } from '../recipe/settings.ts';
import { learningRateAt, makeSchedule } from './schedule.ts';

const rates = (warmUp: number, nStep: number): number[] => {
  const schedule = makeSchedule(1, warmUp, nStep);
  return Array.from({ length: nStep }, (_, i) => learningRateAt(schedule, i + 1));
};

test('every run reaches the highest rate, a single step too', () => {
  expect(rates(0.05, 1)).toEqual([1]);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: SETTINGS.warmUp.maximum, noNaN: true }),
      fc.integer({ min: 1, max: 300 }),
      (warmUp, nStep) => {
        expect(Math.max(...rates(warmUp, nStep))).toBe(1);
      },
    ),
  );
});

test('the share is rounded down', () => {
  expect(makeSchedule(1, 0.05, 39).nWarmUp).toBe(1);
  expect(makeSchedule(1, 0.05, 40).nWarmUp).toBe(2);
});
