/** Orders of rows: shuffled, sampled, sorted. Pure: indexes in, indexes out. */
import { seededRandom, shuffle } from '../../common/random.ts';

/** The rows in an order that the seed decides. */
export const shuffled = (rows: readonly number[], seed: number): number[] =>
  shuffle([...rows], seededRandom(seed, 'shuffle'));

/** `n` of the rows, each as likely as any other, in file order. */
export function sampled(rows: readonly number[], n: number, seed: number): number[] {
  const random = seededRandom(seed, 'sample');
  let needed = Math.min(n, rows.length);
  return rows.filter((_, i) => {
    const isTaken = random.next() * (rows.length - i) < needed;
    if (isTaken) needed--;
    return isTaken;
  });
}

/** What a row is sorted by; undefined where it has nothing to sort by. */
export type SortKey = string | number | bigint | undefined;

/** Numbers before texts, both ascending (or descending); rows without a key come last either way, and equal rows keep their order. */
export function sorted(
  rows: readonly number[],
  keys: readonly SortKey[],
  direction: 'ascending' | 'descending',
): number[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((a, b) => compare(keys[a], keys[b], sign));
}

function compare(a: SortKey, b: SortKey, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const [isTextA, isTextB] = [typeof a === 'string', typeof b === 'string'];
  if (isTextA !== isTextB) return sign * (isTextA ? 1 : -1);
  return a === b ? 0 : sign * (a < b ? -1 : 1);
}
