import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitBy } from '../common/splitBy.ts';
import { splitRows } from './split.ts';

const numbered = (n: number): string[] => Array.from({ length: n }, (_, i) => `row ${i}`);
const split = (rows: string[], share: number, seed: number) => splitBy(rows, (row) => row, share, seed);

describe('splitBy', () => {
  test('keeps back the share, and loses no row', () => {
    const { train, validation } = split(numbered(150), 0.1, 0);
    expect(validation).toHaveLength(15);
    expect([...train, ...validation].sort()).toEqual(numbered(150).sort());
  });

  test('never puts equal rows on both sides, and leaves something on both', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 60 }),
        fc.nat(),
        (rows, seed) => {
          const { train, validation } = split(rows, 0.1, seed);
          expect(validation.filter((row) => train.includes(row))).toEqual([]);
          expect(train.length + validation.length).toBe(rows.length);
          expect(train.length).toBeGreaterThan(0);
          expect(validation.length > 0).toBe(new Set(rows).size > 1);
        },
      ),
    );
  });

  test('depends on the seed, not on the order of the file', () => {
    const pick = (rows: string[], seed: number): string[] => split(rows, 0.1, seed).validation.sort();
    expect(pick(numbered(100).reverse(), 3)).toEqual(pick(numbered(100), 3));
    expect(pick(numbered(100), 4)).not.toEqual(pick(numbered(100), 3));
  });

  test('keeps nothing back for a share of zero, nor of one row', () => {
    expect(split(numbered(10), 0, 0).validation).toEqual([]);
    expect(split(numbered(1), 0.1, 0).validation).toEqual([]);
    expect(split(numbered(2), 0.1, 0).validation).toHaveLength(1);
  });
});

describe('splitRows', () => {
  const row = (rowHash: string, ids: number[], supervised: number[]) => ({
    rowHash,
    ids: Int32Array.from(ids),
    supervised: Uint8Array.from(supervised),
  });

  test('takes rows of equal tokens and mask for one, whatever their text was', () => {
    // Were a row's own hash what counts, one of the twelve would be kept back.
    const twins = Array.from({ length: 12 }, (_, i) => row(`hash ${i}`, [1, 2, 3], [0, 1, 1]));
    expect(splitRows(twins, 0.1, 0).validation).toEqual([]);
  });

  test('takes rows of other tokens, another mask or another cut for different', () => {
    for (const other of [row('a', [1, 2, 4], [0, 1, 1]), row('a', [1, 2, 3], [0, 0, 1]), row('a', [12, 3], [0, 1])])
      expect(splitRows([row('a', [1, 2, 3], [0, 1, 1]), other], 0.1, 0).validation).toHaveLength(1);
  });
});
