/**
 * Which rows form which batch, as a pure function of lengths, seed and epoch: nothing has to be stored to resume.
 * Lengths are rounded up to a few buckets and batches to a few sizes, because an engine compiles each shape once.
 */
import { seededRandom, shuffle } from '../common/random.ts';

/** One [nSequence, length] batch; sequences beyond the rows are padding of weight zero. */
export type MicroBatchPlan = { rows: number[]; nSequence: number; length: number };

/** The micro-batches whose gradients are added up for one optimizer step. */
export type StepPlan = MicroBatchPlan[];

export type BatchBudget = {
  /** Most padded tokens of a step, but for a single row that is longer. */
  batchTokens: number;
  /** The same for a micro-batch. */
  microBatchTokens: number;
};

const SHORTEST = 16;

/** Smallest of 16, 24, 32, 48, 64, 96, … (powers of two, and 1.5 times each) that holds `length`. */
export function bucketLength(length: number): number {
  let bucket = SHORTEST;
  while (bucket < length) bucket = bucket % 3 === 0 ? (bucket / 3) * 4 : (bucket / 2) * 3;
  return bucket;
}

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
  const limit = Math.min(budget.batchTokens, budget.microBatchTokens);
  const steps: StepPlan[] = [];
  let room = 0;
  for (const batch of fillBatches(order, lengths, limit)) {
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
export function evaluationPlan(lengths: readonly number[], microBatchTokens: number): MicroBatchPlan[] {
  return fillBatches(
    lengths.map((_, row) => row),
    lengths,
    microBatchTokens,
  );
}

/** Fills batches from the longest bucket down. All but the last are full; that one is padded to a power of two. */
function fillBatches(order: readonly number[], lengths: readonly number[], limit: number): MicroBatchPlan[] {
  // sort() is stable: the drawn order stays within a bucket.
  const sorted = [...order].sort((a, b) => bucketLength(lengths[b]!) - bucketLength(lengths[a]!));
  const batches: MicroBatchPlan[] = [];
  for (let start = 0; start < sorted.length;) {
    const length = bucketLength(lengths[sorted[start]!]!);
    const full = Math.max(1, Math.floor(limit / length));
    const rows = sorted.slice(start, start + full);
    batches.push({ rows, nSequence: rows.length === full ? full : Math.min(full, powerOfTwo(rows.length)), length });
    start += full;
  }
  return batches;
}

const powerOfTwo = (n: number): number => 2 ** Math.ceil(Math.log2(n));
