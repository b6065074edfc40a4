import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distributionOf } from './distribution.ts';

test('quantiles are those of the sorted numbers, and every number is in the bin with its bounds', () => {
  const values = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.nat(2000), (numbers, mark) => {
      const found = distributionOf(Float64Array.from(numbers), mark)!;
      const sorted = [...numbers].sort((a, b) => a - b);
      expect(found).toMatchObject({ n: sorted.length, min: sorted[0], max: sorted.at(-1) });
      expect(found.median).toBe(sorted[Math.floor(sorted.length / 2)]);
      expect(found.histogram.length).toBeLessThanOrEqual(21);
      for (const { from, to, n } of found.histogram)
        expect(n).toBe(sorted.filter((value) => value >= from && (to === null || value < to)).length);
    }),
  );
});

test('one row of a megabyte does not flatten the others', () => {
  const { histogram } = distributionOf(Float64Array.from([...Array.from({ length: 200 }, (_, i) => i), 1_000_000]))!;
  expect(histogram.filter(({ n }) => n > 0).length).toBeGreaterThan(15);
  expect(histogram.at(-1)).toEqual({ from: 190, to: null, n: 11 });
});

test('nothing has no distribution', () => {
  expect(distributionOf(new Float64Array())).toBeUndefined();
});
