/** Splits into two sides, seeded and by content: what shares a key never stands on both. */
import { seededRandom } from './random.ts';

export type Split<Row> = { train: Row[]; validation: Row[] };

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
