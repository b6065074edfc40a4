/** A batch padded to the compiled shape, and its labels in their places. */
import type { ModelConfig } from '../model/config.ts';
import type { TrainingBatch } from '../model/engine.ts';
import { countLabels, gatherLabels, type Labels } from '../model/labels.ts';
import { bucketCount, bucketLabels, bucketLength } from './buckets.ts';
import type { TrainingShape } from './trainingGraph.ts';

/** Padding is token 0 with weight 0 on the right, where causal attention never looks back from; added sequences are all padding. */
export function padBatch(
  config: ModelConfig,
  batch: TrainingBatch,
): { shape: TrainingShape; padded: TrainingBatch; labels: Labels } {
  const nSequence = bucketCount(batch.nSequence);
  const length = bucketLength(batch.length, config.maxPosition);
  const padded: TrainingBatch = {
    nSequence,
    length,
    ids: padRows(batch.ids, batch, new Int32Array(nSequence * length), length),
    targets: padRows(batch.targets, batch, new Int32Array(nSequence * length), length),
    lossWeights: padRows(batch.lossWeights, batch, new Float32Array(nSequence * length), length),
  };
  const nPlace = bucketLabels(countLabels(batch), nSequence * length);
  return { shape: { nSequence, length, nPlace }, padded, labels: gatherLabels(padded, nPlace) };
}

function padRows<T extends Int32Array | Float32Array>(from: T, batch: TrainingBatch, to: T, length: number): T {
  for (let b = 0; b < batch.nSequence; b++) to.set(from.subarray(b * batch.length, (b + 1) * batch.length), b * length);
  return to;
}
