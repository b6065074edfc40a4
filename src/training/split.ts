/** Which rows are kept back for validation: seeded, by row hash, so that two equal rows never stand on both sides. */
import { seededRandom } from '../common/random.ts';

/**
 * Splits rows into training and validation. A row's side depends on the seed and on hashes alone, not on its place in
 * the file. Of two different rows or more, at least one is kept back and at least one is trained on; a dataset with a
 * single distinct row has no validation. A share of 0 keeps nothing back.
 */
export function splitRows<Row extends { rowHash: string }>(
  rows: readonly Row[],
  share: number,
  seed: number,
): { train: Row[]; validation: Row[] } {
  const sizes = new Map<string, number>();
  for (const { rowHash } of rows) sizes.set(rowHash, (sizes.get(rowHash) ?? 0) + 1);
  if (share === 0 || sizes.size < 2) return { train: [...rows], validation: [] };
  const order = [...sizes.keys()]
    .map((hash) => ({ hash, draw: seededRandom(seed, `split ${hash}`).next() }))
    .sort((a, b) => a.draw - b.draw || (a.hash < b.hash ? -1 : 1));
  const target = Math.max(1, Math.round(rows.length * share));
  const kept = new Set<string>();
  let nKept = 0;
  for (const { hash } of order) {
    if (nKept + sizes.get(hash)! > target || kept.size === sizes.size - 1) continue;
    kept.add(hash);
    nKept += sizes.get(hash)!;
  }
  // Every distinct row has more copies than the target: the first drawn goes as a whole.
  if (kept.size === 0) kept.add(order[0]!.hash);
  return {
    train: rows.filter(({ rowHash }) => !kept.has(rowHash)),
    validation: rows.filter(({ rowHash }) => kept.has(rowHash)),
  };
}
