/** Kernels of inference only, called by name (decoderGraph.ts): they take open sizes, and attention has a key/value cache. */
import type * as tf from '../../model/tf.ts';
import { MICROSOFT } from '../graph.ts';
import { CACHE_ENTRIES, SEQUENCE_LENGTH, TOTAL_LENGTH } from '../symbolicSizes.ts';
import type { TraceBackend } from '../traceBackend.ts';
import { defineKernel } from './defineKernel.ts';

/** An end for Slice beyond any size. */
const TO_THE_END = 2 ** 40;

type CachedAttentionInputs = {
  query: tf.TensorInfo;
  key: tf.TensorInfo;
  value: tf.TensorInfo;
  pastKey: tf.TensorInfo;
  pastValue: tf.TensorInfo;
  lastIndex: tf.TensorInfo;
  totalLength: tf.TensorInfo;
};

export function defineInference(): void {
  // x [B, T, in], weight [out, in] -> x·Wᵀ [B, T, out]
  defineKernel<{ x: tf.TensorInfo; weight: tf.TensorInfo }>('Linear', (trace, { x, weight }) =>
    trace.emit(
      'FusedMatMul',
      [x, weight],
      [...x.shape.slice(0, -1), weight.shape[0]!],
      x.dtype,
      { transA: { int: 0 }, transB: { int: 1 } },
      MICROSOFT,
    ),
  );
  // x [B, T, D] -> [B, 1, D]
  defineKernel<{ x: tf.TensorInfo }>('LastPosition', (trace, { x }) => {
    const { builder } = trace;
    const [B, , D] = x.shape as [number, number, number];
    const range = [builder.integers([-1]), builder.integers([TO_THE_END]), builder.integers([1])];
    return trace.emit('Slice', [x, ...range], [B, 1, D], x.dtype);
  });
  // x [B, T, n·hd] rotated as positions start … start + T − 1. Apart from attention, whose own rotation takes head
  // dimensions in multiples of 16 only.
  defineKernel<{ x: tf.TensorInfo; start: tf.TensorInfo; cos: tf.TensorInfo; sin: tf.TensorInfo }>(
    'RotateFrom',
    (trace, { x, start, cos, sin }) => {
      const position = trace.emit('Cast', [start], [1], 'int32', { to: { int: 7 } });
      return trace.emit(
        'RotaryEmbedding',
        [x, position, cos, sin],
        x.shape,
        x.dtype,
        { interleaved: { int: 0 } },
        MICROSOFT,
      );
    },
  );
  // Outputs: mixed values [B, T, H·hd], and the keys and values of past and new positions [B, KV, total, cacheHeadDim].
  defineKernel<CachedAttentionInputs, { nHead: number; nKvHead: number; headDim: number }>(
    'CachedAttention',
    (trace, inputs, { nHead, nKvHead, headDim }) => {
      const [B, T] = inputs.query.shape as [number, number, number];
      const width = cacheHeadDim(headDim);
      const resized = (x: tf.TensorInfo, n: number, from: number, to: number) => resizeHeads(trace, x, n, from, to);
      const query = resized(inputs.query, nHead, headDim, width);
      const key = resized(inputs.key, nKvHead, headDim, width);
      const value = resized(inputs.value, nKvHead, headDim, width);
      const cache = [B, nKvHead, TOTAL_LENGTH, width];
      const { pastKey, pastValue, lastIndex, totalLength } = inputs;
      const [mixed, ...caches] = trace.emitAll(
        'GroupQueryAttention',
        [query, key, value, pastKey, pastValue, lastIndex, totalLength],
        [[B, T, nHead * width], cache, cache],
        query.dtype,
        { num_heads: { int: nHead }, kv_num_heads: { int: nKvHead }, scale: { float: 1 / Math.sqrt(headDim) } },
        MICROSOFT,
      );
      return [resized(mixed!, nHead, width, headDim), ...caches];
    },
  );
  // The new positions' keys and values of all layers, one after the other: [2L·B, KV, T, hd]
  defineKernel<Record<string, tf.TensorInfo>>('NewPositions', (trace, { start, end, ...caches }) => {
    const tensors = Object.values(caches);
    const [B, KV, , hd] = tensors[0]!.shape as [number, number, number, number];
    const sequenceAxis = trace.builder.constant(new Uint8Array(Int32Array.of(2).buffer), [1], 'int32');
    const slices = tensors.map((tensor) =>
      trace.emit('Slice', [tensor, start!, end!, sequenceAxis], [B, KV, SEQUENCE_LENGTH, hd], tensor.dtype),
    );
    return trace.emit('Concat', slices, [CACHE_ENTRIES, KV, SEQUENCE_LENGTH, hd], 'float32', { axis: { int: 0 } });
  });
}

/** Head dimension in the cache: the attention operator takes multiples of 8, so others (tiny models) are filled up with zeros. */
export const cacheHeadDim = (headDim: number): number => Math.ceil(headDim / 8) * 8;

/** x [B, T, n·from] -> [B, T, n·to]: each head filled up with zeros or cut. */
function resizeHeads(trace: TraceBackend, x: tf.TensorInfo, n: number, from: number, to: number): tf.TensorInfo {
  if (from === to) return x;
  const { builder } = trace;
  const [B, T] = x.shape as [number, number, number];
  // In Reshape, 0 keeps an open size.
  const split = trace.emit('Reshape', [x, builder.integers([0, 0, n, from])], [B, T, n, from], x.dtype);
  const ends = builder.integers([0, 0, 0, 0, 0, 0, 0, to - from]); // negative cuts
  const resized = trace.emit('Pad', [split, ends], [B, T, n, to], x.dtype);
  return trace.emit('Reshape', [resized, builder.integers([0, 0, n * to])], [B, T, n * to], x.dtype);
}
