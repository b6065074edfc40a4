/**
 * Which rows form which batch, as a pure function of lengths, seed and epoch: nothing has to be stored to resume.
 * Lengths are rounded up to a few buckets and batches to a few sizes, because an engine compiles each shape once.
 */
import { seededRandom, shuffle } from '../common/random.ts';
import { bucketCount, bucketLength } from '../compile/buckets.ts';

/** One [nSequence, length] batch; sequences beyond the rows are padding of weight zero. */
export type MicroBatchPlan = { rows: number[]; nSequence: number; length: number };

/** The micro-batches whose gradients are added up for one optimizer step. */
export type StepPlan = MicroBatchPlan[];

export type BatchBudget = {
  /** Most padded tokens of a step, but for a single row that is longer. */
  batchTokens: number;
  /** The same for a micro-batch. */
  microBatchTokens: number;
  /** The model's context: no batch is padded beyond it. */
  maxPosition: number;
};

/**
 * The steps of one epoch: every row once, in an order drawn from the seed. Rows of one bucket are mixed anew each epoch
 * and the steps are shuffled; the number of steps and their shapes are the same in every epoch.
 */
export function epochPlan(lengths: readonly number[], budget: BatchBudget, seed: number, epoch: number): StepPlan[] {
  const random = seededRandom(seed, `epoch ${epoch}`);
  const order = shuffle(
    lengths.map((_, row) => row),
    random,
  );
  const limits = { ...budget, microBatchTokens: Math.min(budget.batchTokens, budget.microBatchTokens) };
  const steps: StepPlan[] = [];
  let room = 0;
  for (const batch of fillBatches(order, lengths, limits)) {
    const size = batch.nSequence * batch.length;
    if (size > room) {
      steps.push([]);
      room = budget.batchTokens;
    }
    steps.at(-1)!.push(batch);
    room -= size;
  }
  return shuffle(steps, random);
}

/** Batches for evaluation: every row once, longest first, in the given order within a bucket. */
export function evaluationPlan(lengths: readonly number[], limits: Omit<BatchBudget, 'batchTokens'>): MicroBatchPlan[] {
  const order = lengths.map((_, row) => row);
  return fillBatches(order, lengths, limits);
}

/** Fills batches from the longest bucket down. All but the last are full; that one is padded to a size that is compiled anyway. */
function fillBatches(
  order: readonly number[],
  lengths: readonly number[],
  { microBatchTokens, maxPosition }: Omit<BatchBudget, 'batchTokens'>,
): MicroBatchPlan[] {
  const bucket = (row: number): number => bucketLength(lengths[row]!, maxPosition);
  // sort() is stable: the drawn order stays within a bucket.
  const sorted = [...order].sort((a, b) => bucket(b) - bucket(a));
  const batches: MicroBatchPlan[] = [];
  for (let start = 0; start < sorted.length;) {
    const length = bucket(sorted[start]!);
    const full = largestBucket(microBatchTokens / length);
    const rows = sorted.slice(start, start + full);
    batches.push({ rows, nSequence: Math.min(full, bucketCount(rows.length)), length });
    start += full;
  }
  return batches;
}

/** The largest batch size that is compiled as it is and does not exceed `n`; at least 1. */
function largestBucket(n: number): number {
  const power = 2 ** Math.floor(Math.log2(Math.max(1, n)));
  return power >= 2 && power * 1.5 <= n ? power * 1.5 : power;
}
