/** A batch's shape and ids are checked before an engine touches them: a wrong id would read outside the embedding. */
import type { ModelConfig } from './config.ts';
import type { TrainingBatch } from './engine.ts';

export function checkBatch(config: ModelConfig, batch: TrainingBatch): void {
  const nRow = batch.nSequence * batch.length;
  const sizes = [batch.ids.length, batch.targets.length, batch.lossWeights.length];
  if (nRow === 0 || sizes.some((size) => size !== nRow))
    throw new Error(`batch of ${batch.nSequence} × ${batch.length} has arrays of ${sizes.join(', ')}`);
  if (batch.length > config.maxPosition)
    throw new Error(`batch of length ${batch.length}; the model's context is ${config.maxPosition}`);
  for (const ids of [batch.ids, batch.targets])
    for (const id of ids)
      if (id < 0 || id >= config.vocabSize)
        throw new Error(`token id ${id} is outside the vocabulary of ${config.vocabSize}`);
}
