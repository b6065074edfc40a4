/**
 * Which shapes are compiled. A graph is compiled for one [B, T, N]; batches are padded up to the next of few sizes, so that a
 * run meets a handful of graphs. Lengths and batch sizes go in powers of two and one and a half times those: at most a third of
 * a batch is padding. Labels go in quarters of the batch.
 */

/** Shortest compiled length: below it, padding costs less than another graph. */
const SHORTEST = 16;

/** 1, 2, 3, 4, 6, 8, 12, 16, 24, … the first that is at least n. */
export function bucketCount(n: number): number {
  const power = 2 ** Math.ceil(Math.log2(n));
  return power >= 4 && n <= (power / 4) * 3 ? (power / 4) * 3 : power;
}

/** Length T that a batch of this length is padded to; never above the model's context. */
export function bucketLength(length: number, maxPosition: number): number {
  return Math.min(bucketCount(Math.max(length, SHORTEST)), maxPosition);
}

/** Places N for the labels of nRow = B·T rows: at least one more than there are labels, or all rows. */
export function bucketLabels(nLabel: number, nRow: number): number {
  const quarter = Math.ceil(nRow / 4);
  return Math.min(nRow, Math.ceil((nLabel + 1) / quarter) * quarter);
}
