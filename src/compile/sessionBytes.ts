/** What a training session holds in memory between its runs: an arena as large as its largest run needed. */
import type { ModelConfig } from '../model/config.ts';
import type { TrainingShape } from './trainingGraph.ts';

/**
 * An estimate, within a third of what sessions of the embedded base were measured to hold. A forward pass keeps one layer's
 * activations at a time; a backward pass keeps those of every layer, and about as much again for gradients.
 */
export function sessionBytes(
  { hiddenSize: D, intermediateSize: F, nLayer, nHead: H, nKvHead: KV, headDim: hd, vocabSize: V }: ModelConfig,
  { nSequence: B, length: T, nPlace: N }: TrainingShape,
  isBackward: boolean,
): number {
  const layer = B * T * (4 * D + 2 * (H + KV) * hd + 4 * F) + 2 * B * H * T * T;
  const logits = 2 * N * V;
  return 4 * (isBackward ? 2 * (nLayer * layer + logits) : layer + logits);
}
