/**
 * One training pass as tensors: losses of the labels and, where asked, the gradient of their weighted sum.
 * The eager engines run it; the compiled engine records it. B sequences, T tokens, N labels, D hidden size.
 */
import { type AttentionContext, causalAttention } from './attention.ts';
import type { ModelConfig } from './config.ts';
import { decoderLayers, type DecoderOps, type DecoderWeights, languageModelHead } from './llama.ts';
import { crossEntropy, selectRows } from './loss.ts';
import { EMBEDDING } from './parameterTable.ts';
import { rmsNorm } from './rmsNorm.ts';
import { swiGlu } from './swiGlu.ts';
import * as tf from './tf.ts';

export type PassInputs = {
  context: AttentionContext;
  /** [B·T] */
  ids: tf.Tensor1D;
  /** See labels.ts. [N], [B·T], [N], [N] */
  positions: tf.Tensor1D;
  slots: tf.Tensor1D;
  targets: tf.Tensor1D;
  labelWeights: tf.Tensor1D;
};

export type PassGradients = {
  /** By parameter name. A tied embedding has the head's part here, an untied one none. */
  byName: Map<string, tf.Tensor>;
  /** Gradient of the gathered embedding rows [B·T, D], when the embedding is trained: the engine adds it up by token id. */
  embeddedRows?: tf.Tensor;
};

/** Losses in nats, unweighted. [N] */
export function losses(config: ModelConfig, weights: DecoderWeights, inputs: PassInputs): tf.Tensor1D {
  return lossesFrom(config, weights, embeddedRows(weights, inputs), inputs);
}

/** Losses, and d(Σ labelWeights · losses) / d(parameter) for every name in `trainable`. */
export function lossesAndGradients(
  config: ModelConfig,
  weights: DecoderWeights,
  trainable: readonly string[],
  inputs: PassInputs,
): { losses: tf.Tensor1D; gradients: PassGradients } {
  // The embedding's rows are gathered outside the differentiated function: tfjs would scatter their gradient inside the graph.
  const rows = embeddedRows(weights, inputs);
  const withRows = trainable.includes(EMBEDDING);
  const names = trainable.filter((name) => name !== EMBEDDING || config.tiedHead);
  const variables = names.map((name) => weights.tensors.get(name)!);
  const { value, grads } = tf
    .engine()
    .gradients(
      () => lossesFrom(config, weights, rows, inputs),
      withRows ? [...variables, rows] : variables,
      inputs.labelWeights,
    );
  const byName = new Map(names.map((name, i) => [name, grads[i]!] as const));
  const gradients = withRows ? { byName, embeddedRows: grads[names.length]! } : { byName };
  return { losses: value, gradients };
}

function embeddedRows(weights: DecoderWeights, inputs: PassInputs): tf.Tensor2D {
  return tf.gather(weights.tensors.get(EMBEDDING)!, inputs.ids) as tf.Tensor2D; // [B·T, D]
}

function lossesFrom(config: ModelConfig, weights: DecoderWeights, rows: tf.Tensor2D, inputs: PassInputs): tf.Tensor1D {
  const ops = trainingOps(config, inputs.context);
  const hidden = decoderLayers(config, weights, rows, ops); // [B·T, D]
  const labelled = selectRows(hidden as tf.Tensor2D, inputs.positions, inputs.slots); // [N, D]
  const logits = languageModelHead(config, weights, labelled, ops); // [N, V]
  return crossEntropy(logits as tf.Tensor2D, inputs.targets); // [N]
}

/** Differentiable operations over flat rows [B·T, ·]: being matrices, projections use tfjs's own matMul gradient. */
function trainingOps(config: ModelConfig, context: AttentionContext): DecoderOps {
  return {
    linear: (x, weight) => tf.matMul(x, weight, false, true),
    rmsNorm: (x, gain, epsilon) => rmsNorm(x as tf.Tensor2D, gain as tf.Tensor1D, epsilon),
    swiGlu: (gate, up) => swiGlu(gate as tf.Tensor2D, up as tf.Tensor2D),
    attention: (_layer, query, key, value) =>
      causalAttention(config, context, query as tf.Tensor2D, key as tf.Tensor2D, value as tf.Tensor2D),
  };
}
