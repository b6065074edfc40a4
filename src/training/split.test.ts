import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitRows } from './split.ts';

const rowsOf = (hashes: string[]): { row: number; rowHash: string }[] =>
  hashes.map((rowHash, index) => ({ row: index + 1, rowHash }));
const numbered = (n: number): { row: number; rowHash: string }[] =>
  rowsOf(Array.from({ length: n }, (_, i) => `hash${i}`));

describe('splitRows', () => {
  test('keeps back the share, and loses no row', () => {
    const { train, validation } = splitRows(numbered(150), 0.1, 0);
    expect(validation).toHaveLength(15);
    expect([...train, ...validation].map(({ row }) => row).sort((a, b) => a - b)).toEqual(
      numbered(150).map(({ row }) => row),
    );
  });

  test('never puts equal rows on both sides, and leaves something on both', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 60 }),
        fc.nat(),
        (hashes, seed) => {
          const { train, validation } = splitRows(rowsOf(hashes), 0.1, seed);
          const trained = new Set(train.map(({ rowHash }) => rowHash));
          expect(validation.filter(({ rowHash }) => trained.has(rowHash))).toEqual([]);
          expect(train.length + validation.length).toBe(hashes.length);
          expect(train.length).toBeGreaterThan(0);
          expect(validation.length > 0).toBe(new Set(hashes).size > 1);
        },
      ),
    );
  });

  test('depends on the seed, not on the order of the file', () => {
    const pick = (rows: { rowHash: string }[], seed: number): string[] =>
      splitRows(rows, 0.1, seed)
        .validation.map(({ rowHash }) => rowHash)
        .sort();
    expect(pick(numbered(100).reverse(), 3)).toEqual(pick(numbered(100), 3));
    expect(pick(numbered(100), 4)).not.toEqual(pick(numbered(100), 3));
  });

  test('keeps nothing back for a share of zero, nor of one row', () => {
    expect(splitRows(numbered(10), 0, 0).validation).toEqual([]);
    expect(splitRows(numbered(1), 0.1, 0).validation).toEqual([]);
    expect(splitRows(numbered(2), 0.1, 0).validation).toHaveLength(1);
  });
});
