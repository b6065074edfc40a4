/** Rows laid out as the padded arrays that an engine takes. */
import type { TrainingBatch } from '../model/engine.ts';
import type { MicroBatchPlan } from './batchPlan.ts';
import { rowLength, type TrainingRow } from './rows.ts';

/** The batch [B, T] of a plan. Position t holds token t and predicts token t + 1, with weight 1 where that is trained. */
export function makeBatch(
  rows: readonly TrainingRow[],
  { rows: picks, nSequence, length }: MicroBatchPlan,
): TrainingBatch {
  const ids = new Int32Array(nSequence * length);
  const targets = new Int32Array(nSequence * length);
  const lossWeights = new Float32Array(nSequence * length);
  picks.forEach((pick, sequence) => {
    const row = rows[pick]!;
    const n = rowLength(row);
    const start = sequence * length;
    ids.set(row.ids.subarray(0, n), start);
    targets.set(row.ids.subarray(1), start);
    lossWeights.set(row.supervised.subarray(1), start);
  });
  return { nSequence, length, ids, targets, lossWeights };
}
