/**
 * Which positions of a batch carry loss. Only their hidden states meet the vocabulary: on instruction data that is
 * most of the head's work saved. Their number N is padded, so that few shapes occur.
 */
import type { LossResult, TrainingBatch } from './engine.ts';

export type Labels = {
  /** Row of the flat batch (0 … B·T−1) of each label; padding repeats row 0 with weight 0. [N] */
  positions: Int32Array;
  /** For each row of the flat batch, the label that stands for it; rows without one point at a padding label. [B·T] */
  slots: Int32Array;
  /** Token to predict. [N] */
  targets: Int32Array;
  /** [N] */
  weights: Float32Array;
};

/** Number of rows whose weight is not zero. */
export function countLabels(batch: TrainingBatch): number {
  let n = 0;
  for (const weight of batch.lossWeights) if (weight !== 0) n++;
  return n;
}

/**
 * Gathers the labels into N places. N must leave at least one padding place unless every row is a label:
 * unlabelled rows take their (zero) gradient from it.
 */
export function gatherLabels(batch: TrainingBatch, nPlace: number): Labels {
  const nRow = batch.ids.length;
  const positions = new Int32Array(nPlace);
  const targets = new Int32Array(nPlace);
  const weights = new Float32Array(nPlace);
  const slots = new Int32Array(nRow).fill(nPlace - 1);
  let n = 0;
  for (let row = 0; row < nRow; row++) {
    if (batch.lossWeights[row] === 0) continue;
    if (n < nPlace) {
      positions[n] = row;
      targets[n] = batch.targets[row]!;
      weights[n] = batch.lossWeights[row]!;
      slots[row] = n;
    }
    n++;
  }
  if (n > nPlace || (n === nPlace && n < nRow))
    throw new Error(`${n} labels of ${nRow} rows do not fit ${nPlace} places`);
  return { positions, slots, targets, weights };
}

/** Σ weight × loss over all labels and for each sequence, in double precision. */
export function sumLosses(batch: TrainingBatch, labels: Labels, losses: Float32Array): LossResult {
  const sequenceLossSums = new Float64Array(batch.nSequence);
  for (let n = 0; n < losses.length; n++) {
    const weight = labels.weights[n]!;
    if (weight !== 0) sequenceLossSums[Math.floor(labels.positions[n]! / batch.length)]! += weight * losses[n]!;
  }
  return { lossSum: sequenceLossSums.reduce((sum, value) => sum + value, 0), sequenceLossSums };
}
