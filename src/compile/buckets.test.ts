/** Compiled shapes: never too small, and few. */
import { expect, test } from 'vitest';
import { bucketCount, bucketLabels, bucketLength } from './buckets.ts';

test('counts go in powers of two and one and a half times those', () => {
  const counts = Array.from({ length: 100 }, (_, i) => bucketCount(i + 1));
  counts.forEach((bucket, i) => {
    expect(bucket).toBeGreaterThanOrEqual(i + 1);
    expect(bucket).toBeLessThanOrEqual(Math.max(4, 1.5 * (i + 1)));
  });
  expect([...new Set(counts)]).toEqual([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]);
});

test('lengths stay within the context', () => {
  expect(bucketLength(1, 512)).toBe(16);
  expect(bucketLength(33, 512)).toBe(48);
  expect(bucketLength(400, 450)).toBe(450);
});

test('labels leave a padding place unless every row is one', () => {
  for (const nRow of [1, 7, 16, 100])
    for (let nLabel = 0; nLabel <= nRow; nLabel++) {
      const nPlace = bucketLabels(nLabel, nRow);
      expect(nPlace).toBeGreaterThanOrEqual(Math.min(nLabel + 1, nRow));
      expect(nPlace).toBeLessThanOrEqual(nRow);
    }
  expect(new Set(Array.from({ length: 1001 }, (_, nLabel) => bucketLabels(nLabel, 1000))).size).toBe(4);
});
