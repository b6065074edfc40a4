/**
 * The Llama decoder (Touvron et al. 2023, arXiv:2302.13971), written once for training and inference.
 * The few operations that differ come in as `DecoderOps`. Hidden states are [..., D]: [B·T, D] in training, [B, T, D] in inference.
 */
import type { ModelConfig } from './config.ts';
import { loraNames } from './lora.ts';
import { EMBEDDING, FINAL_NORM, HEAD, layerPrefix, type Projection } from './parameterTable.ts';
import * as tf from './tf.ts';

export type DecoderOps = {
  /** x [..., in], weight [out, in] -> x·Wᵀ [..., out] */
  linear(x: tf.Tensor, weight: tf.Tensor): tf.Tensor;
  rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor;
  /** silu(gate) · up */
  swiGlu(gate: tf.Tensor, up: tf.Tensor): tf.Tensor;
  /** query [..., H·hd], key and value [..., KV·hd] -> [..., H·hd], causal, positions rotated in. */
  attention(layer: number, query: tf.Tensor, key: tf.Tensor, value: tf.Tensor): tf.Tensor;
};

/** Weights and, beside those that are adapted, their LoRA matrices, by name; the scale is a scalar alpha / rank. */
export type DecoderWeights = { tensors: ReadonlyMap<string, tf.Tensor>; loraScale?: tf.Tensor };

/** Embedded tokens [..., D] -> hidden states of the last layer, before the final norm [..., D]. */
export function decoderLayers(
  config: ModelConfig,
  weights: DecoderWeights,
  embedded: tf.Tensor,
  ops: DecoderOps,
): tf.Tensor {
  const epsilon = config.rmsNormEps;
  let x = embedded;
  for (let layer = 0; layer < config.nLayer; layer++) {
    const prefix = layerPrefix(layer);
    const project = (input: tf.Tensor, name: Projection) =>
      adaptedLinear(weights, input, `${prefix}${name}.weight`, ops);
    const h = ops.rmsNorm(x, weightOf(weights, `${prefix}input_layernorm.weight`), epsilon); // [..., D]
    const query = project(h, 'self_attn.q_proj'); // [..., H·hd]
    const key = project(h, 'self_attn.k_proj'); // [..., KV·hd]
    const value = project(h, 'self_attn.v_proj'); // [..., KV·hd]
    x = tf.add(x, project(ops.attention(layer, query, key, value), 'self_attn.o_proj')); // [..., D]
    const h2 = ops.rmsNorm(x, weightOf(weights, `${prefix}post_attention_layernorm.weight`), epsilon); // [..., D]
    const activated = ops.swiGlu(project(h2, 'mlp.gate_proj'), project(h2, 'mlp.up_proj')); // [..., F]
    x = tf.add(x, project(activated, 'mlp.down_proj')); // [..., D]
  }
  return x;
}

/** Hidden states [..., D] -> logits [..., V]. Callers pass only the positions whose logits they need. */
export function languageModelHead(
  config: ModelConfig,
  weights: DecoderWeights,
  hidden: tf.Tensor,
  ops: DecoderOps,
): tf.Tensor {
  const normalized = ops.rmsNorm(hidden, weightOf(weights, FINAL_NORM), config.rmsNormEps);
  return ops.linear(normalized, weightOf(weights, config.tiedHead ? EMBEDDING : HEAD));
}

/** x·Wᵀ, plus (x·Aᵀ · scale)·Bᵀ where the weight has an adapter. */
function adaptedLinear(weights: DecoderWeights, x: tf.Tensor, name: string, ops: DecoderOps): tf.Tensor {
  const y = ops.linear(x, weightOf(weights, name));
  const { a, b } = loraNames(name);
  const loraA = weights.tensors.get(a);
  if (loraA === undefined || weights.loraScale === undefined) return y;
  const low = tf.mul(ops.linear(x, loraA), weights.loraScale); // [..., r]: scaled where it is narrow
  return tf.add(y, ops.linear(low, weightOf(weights, b)));
}

function weightOf(weights: DecoderWeights, name: string): tf.Tensor {
  const tensor = weights.tensors.get(name);
  if (tensor === undefined) throw new Error(`the model has no parameter ${name}`);
  return tensor;
}
