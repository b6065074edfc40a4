/** Records the model of src/model/llama.ts with inference operations: open batch and length, a key/value cache, logits of the last position only. */
import type { ModelConfig } from '../model/config.ts';
import type { Parameters } from '../model/engine.ts';
import { decoderLayers, type DecoderOps, type DecoderWeights, languageModelHead } from '../model/llama.ts';
import { loraTable } from '../model/lora.ts';
import { EMBEDDING } from '../model/parameterTable.ts';
import * as tf from '../model/tf.ts';
import { cacheHeadDim } from './kernels/inference.ts';
import { registerTraceKernels } from './kernels/register.ts';
import { encodeOnnx } from './onnxModel.ts';
import { simplified } from './passes.ts';
import { BATCH_SIZE, PAST_LENGTH, SEQUENCE_LENGTH, TABLE_LENGTH } from './symbolicSizes.ts';
import { type TraceBackend, traceGraph } from './traceBackend.ts';

/** Weights of less than this are constants: the runtime packs them once, which decoding one token at a time gains most from. */
const MOST_CONSTANT_BYTES = 1.8e9;

export const INPUT = {
  ids: 'input_ids',
  lastIndex: 'last_index',
  totalLength: 'total_length',
  start: 'new_start',
  end: 'new_end',
  cos: 'rope_cos',
  sin: 'rope_sin',
  loraScale: 'lora_scale',
} as const;
export const OUTPUT = { logits: 'logits', newPositions: 'new_positions' } as const;
export const pastName = (layer: number, kind: 'key' | 'value'): string => `past.${layer}.${kind}`;

/** The ONNX model, and whether the weights are among its inputs (by name) instead of inside. With `rank` the LoRA matrices are inputs. */
export function buildDecoderGraph(
  config: ModelConfig,
  parameters: Parameters,
  rank: number | undefined,
): { model: Uint8Array; weightsAreInputs: boolean } {
  registerTraceKernels();
  const bytes = [...parameters.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  const weightsAreInputs = bytes > MOST_CONSTANT_BYTES;
  const graph = traceGraph((trace) => {
    const weights = declareWeights(config, trace, parameters, rank, weightsAreInputs);
    const ids = trace.input(INPUT.ids, [BATCH_SIZE, SEQUENCE_LENGTH], 'int32') as tf.Tensor2D;
    const caches: tf.Tensor[] = [];
    const start = trace.input(INPUT.start, [1], 'int32');
    const ops = inferenceOps(config, trace, start, caches);
    const embedded = tf.gather(weights.tensors.get(EMBEDDING)!, ids); // [B, T, D]
    const hidden = decoderLayers(config, weights, embedded, ops); // [B, T, D]
    const last = runKernel('LastPosition', { x: hidden })[0]!; // [B, 1, D]
    trace.output(OUTPUT.logits, languageModelHead(config, weights, last, ops)); // [B, 1, V]
    const end = trace.input(INPUT.end, [1], 'int32');
    const named = Object.fromEntries(caches.map((tensor, i) => [`cache${i}`, tensor]));
    trace.output(OUTPUT.newPositions, runKernel('NewPositions', { start, end, ...named })[0]!);
  });
  return { model: encodeOnnx(simplified(graph)), weightsAreInputs };
}

function declareWeights(
  config: ModelConfig,
  trace: TraceBackend,
  parameters: Parameters,
  rank: number | undefined,
  asInputs: boolean,
): DecoderWeights {
  const tensors = new Map<string, tf.Tensor>();
  for (const [name, { data, shape }] of parameters)
    tensors.set(name, asInputs ? trace.input(name, shape, 'float32') : trace.constant(data, shape));
  if (rank === undefined) return { tensors };
  for (const { name, shape } of loraTable(config, rank)) tensors.set(name, trace.input(name, shape, 'float32'));
  return { tensors, loraScale: trace.input(INPUT.loraScale, [1], 'float32') };
}

/** `start` is the first new position; `caches` takes each layer's keys and values, past and new, in order. */
function inferenceOps(config: ModelConfig, trace: TraceBackend, start: tf.Tensor, caches: tf.Tensor[]): DecoderOps {
  const { nHead, nKvHead, headDim } = config;
  const lastIndex = trace.input(INPUT.lastIndex, [BATCH_SIZE], 'int32');
  const totalLength = trace.input(INPUT.totalLength, [1], 'int32');
  const cos = trace.input(INPUT.cos, [TABLE_LENGTH, headDim / 2], 'float32');
  const sin = trace.input(INPUT.sin, [TABLE_LENGTH, headDim / 2], 'float32');
  const rotate = (x: tf.Tensor) => runKernel('RotateFrom', { x, start, cos, sin })[0]!;
  const past = (layer: number, kind: 'key' | 'value') =>
    trace.input(pastName(layer, kind), [BATCH_SIZE, nKvHead, PAST_LENGTH, cacheHeadDim(headDim)], 'float32');
  return {
    linear: (x, weight) => runKernel('Linear', { x, weight })[0]!,
    rmsNorm: (x, gain, epsilon) => runKernel('RmsNorm', { x, gain }, { epsilon })[0]!,
    swiGlu: (gate, up) => tf.mul(runKernel('Silu', { x: gate })[0]!, up),
    attention: (layer, query, key, value) => {
      const inputs = {
        query: rotate(query),
        key: rotate(key),
        value,
        pastKey: past(layer, 'key'),
        pastValue: past(layer, 'value'),
        lastIndex,
        totalLength,
      };
      const [mixed, ...cache] = runKernel('CachedAttention', inputs, { nHead, nKvHead, headDim });
      caches.push(...cache);
      return mixed!;
    },
  };
}

/** A kernel that has no tfjs op; its outputs as a list. */
function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: Record<string, number> = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
}
