/**
 * Causal self-attention over whole sequences, with grouped queries (Ainslie et al. 2023, arXiv:2305.13245).
 * B sequences, T tokens, H query heads, KV key/value heads, hd head dimension, G = H / KV.
 */
import type { ModelConfig } from './config.ts';
import { rotate } from './rope.ts';
import * as tf from './tf.ts';

/** What is the same for every layer of a batch shape. */
export type AttentionContext = {
  /** B */
  nSequence: number;
  /** T */
  length: number;
  /** Tables [T, hd/2] for queries, already times 1/√hd: that scales the scores for free. */
  queryRope: { cos: tf.Tensor2D; sin: tf.Tensor2D };
  keyRope: { cos: tf.Tensor2D; sin: tf.Tensor2D };
  /** 0 where a position may look, a large negative number above the diagonal. [T, T] */
  mask: tf.Tensor2D;
};

/** query [B·T, H·hd], key and value [B·T, KV·hd] -> [B·T, H·hd]. softmax(R(q)·R(k)ᵀ/√hd + mask)·v */
export function causalAttention(
  config: ModelConfig,
  context: AttentionContext,
  query: tf.Tensor2D,
  key: tf.Tensor2D,
  value: tf.Tensor2D,
): tf.Tensor2D {
  const { nHead: H, nKvHead: KV, headDim: hd } = config;
  const { nSequence: B, length: T } = context;
  const G = H / KV;
  const heads = (x: tf.Tensor2D, n: number) => tf.transpose(tf.reshape<tf.Rank.R4>(x, [B, T, n, hd]), [0, 2, 1, 3]); // [B, n, T, hd]
  const q = rotate(heads(query, H), context.queryRope.cos, context.queryRope.sin);
  const k = rotate(heads(key, KV), context.keyRope.cos, context.keyRope.sin);
  const v = heads(value, KV);
  // The queries of a group become more rows against the one key head they share: no key is repeated.
  const groupedQuery = tf.reshape(q, [B * KV, G * T, hd]);
  const groupedKey = tf.reshape(k, [B * KV, T, hd]);
  const groupedValue = tf.reshape(v, [B * KV, T, hd]);
  const scores = tf.reshape(tf.matMul(groupedQuery, groupedKey, false, true), [B, H, T, T]);
  const probabilities = tf.softmax(tf.add(scores, context.mask)); // [B, H, T, T]
  const mixed = tf.matMul(tf.reshape(probabilities, [B * KV, G * T, T]), groupedValue); // [B·KV, G·T, hd]
  return tf.reshape(tf.transpose(tf.reshape(mixed, [B, H, T, hd]), [0, 2, 1, 3]), [B * T, H * hd]);
}

/** Added to scores: 0 on and below the diagonal, −10⁹ above. [T, T] */
export function causalMask(length: number): Float32Array {
  const mask = new Float32Array(length * length);
  for (let t = 0; t < length; t++) mask.fill(-1e9, t * length + t + 1, (t + 1) * length);
  return mask;
}
