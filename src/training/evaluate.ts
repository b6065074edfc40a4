/** Mean loss over rows, and the loss of each row: the same average in training, in `tunewright eval` and in reports. */
import type { TrainingEngine } from '../model/engine.ts';
import { makeBatch } from './batch.ts';
import { evaluationPlan } from './batchPlan.ts';
import { rowLength, type TrainingRow } from './rows.ts';

export type Evaluation = {
  /** Mean cross-entropy over all trained tokens, nats. */
  loss: number;
  supervisedTokens: number;
  /** In the order of the rows given; `loss` is the mean over the row's trained tokens. */
  rows: { row: number; supervised: number; loss: number }[];
};

/** Forward only. The rows must not be empty. */
export async function evaluate(
  engine: TrainingEngine,
  rows: readonly TrainingRow[],
  limits: { microBatchTokens: number; maxPosition: number },
): Promise<Evaluation> {
  const rowSums = new Float64Array(rows.length);
  for (const plan of evaluationPlan(rows.map(rowLength), limits)) {
    const { sequenceLossSums } = await engine.loss(makeBatch(rows, plan));
    plan.rows.forEach((row, sequence) => (rowSums[row] = sequenceLossSums[sequence]!));
  }
  // Added up in the rows' order, so that the batching does not show in the last digits.
  let lossSum = 0;
  let supervisedTokens = 0;
  const results = rows.map(({ row, nSupervised }, index) => {
    lossSum += rowSums[index]!;
    supervisedTokens += nSupervised;
    return { row, supervised: nSupervised, loss: rowSums[index]! / nSupervised };
  });
  return { loss: lossSum / supervisedTokens, supervisedTokens, rows: results };
}
