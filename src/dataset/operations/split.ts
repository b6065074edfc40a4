/** Rows on two or three sides, by the same rule as a training run's own split: rows that share a key stay together. */
import { splitBy } from '../../common/splitBy.ts';
import { countOf, type Amount } from './amount.ts';

/** Indexes, in file order. */
export type Sides = { train: number[]; validation: number[]; test: number[] };

/** `keyOf` is '' for a row that is like no other. Shares are of all rows. */
export function splitRows(
  rows: readonly number[],
  keyOf: (row: number) => string,
  amounts: { validation: Amount; test: Amount | undefined },
  seed: number,
): Sides {
  const key = (row: number): string => keyOf(row) || `row ${row}`;
  const shareOf = (amount: Amount, of: readonly number[]): number => countOf(amount, rows.length) / of.length;
  const { test, rest } = takeTest();
  const { train, validation } = splitBy(rest, key, shareOf(amounts.validation, rest), seed);
  return { train, validation, test };

  function takeTest(): { test: number[]; rest: readonly number[] } {
    if (amounts.test === undefined) return { test: [], rest: rows };
    // Another draw than the validation's, so that one may be changed without the other.
    const sides = splitBy(rows, (row) => `test ${key(row)}`, shareOf(amounts.test, rows), seed);
    return { test: sides.validation, rest: sides.train };
  }
}
