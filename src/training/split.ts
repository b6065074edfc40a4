/** Which rows are kept back for validation: seeded, by content, so that two equal rows never stand on both sides. */
import { hash } from 'node:crypto';
import { seededRandom } from '../common/random.ts';
import type { TrainingRow } from './rows.ts';

/**
 * Splits rows into training and validation. Rows are equal when their tokens and masks are: how the dataset writes them
 * (the order of keys, fields that are not read, an empty input) does not make them different. `share` and `seed` as in `splitBy`.
 */
export const splitRows = <Row extends Pick<TrainingRow, 'ids' | 'supervised'>>(
  rows: readonly Row[],
  share: number,
  seed: number,
): Split<Row> =>
  splitBy(rows, ({ ids, supervised }) => hash('sha256', `${ids.join()} ${supervised.join()}`), share, seed);

type Split<Row> = { train: Row[]; validation: Row[] };

/**
 * Splits rows by a key that equal ones share. A row's side depends on the seed and on keys alone, not on its place in
 * the file. Of two different rows or more, at least one is kept back and at least one is trained on; a dataset with a
 * single distinct row has no validation. A share of 0 keeps nothing back.
 */
export function splitBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  share: number,
  seed: number,
): Split<Row> {
  const keys = rows.map(keyOf);
  const sizes = new Map<string, number>();
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  if (share === 0 || sizes.size < 2) return { train: [...rows], validation: [] };
  const order = [...sizes.keys()]
    .map((key) => ({ key, draw: seededRandom(seed, `split ${key}`).next() }))
    .sort((a, b) => a.draw - b.draw || (a.key < b.key ? -1 : 1));
  const target = Math.max(1, Math.round(rows.length * share));
  const kept = new Set<string>();
  let nKept = 0;
  for (const { key } of order) {
    if (nKept + sizes.get(key)! > target || kept.size === sizes.size - 1) continue;
    kept.add(key);
    nKept += sizes.get(key)!;
  }
  // Every distinct row has more copies than the target: the first drawn goes as a whole.
  if (kept.size === 0) kept.add(order[0]!.key);
  return {
    train: rows.filter((_, index) => !kept.has(keys[index]!)),
    validation: rows.filter((_, index) => kept.has(keys[index]!)),
  };
}
