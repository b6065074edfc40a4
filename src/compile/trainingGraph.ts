/** Records the training pass of src/model for one shape and encodes it. Inputs are every weight and the batch; nothing large is a constant. */
import type { ModelConfig } from '../model/config.ts';
import type { Parameters } from '../model/engine.ts';
import type { DecoderWeights } from '../model/llama.ts';
import type { LoraOptions } from '../model/lora.ts';
import * as tf from '../model/tf.ts';
import { losses, lossesAndGradients, type PassInputs } from '../model/trainingPass.ts';
import { registerTraceKernels } from './kernels/register.ts';
import { encodeOnnx } from './onnxModel.ts';
import { simplified } from './passes.ts';
import { type TraceBackend, traceGraph } from './traceBackend.ts';

/** B sequences, T tokens, N places for labels. */
export type TrainingShape = { nSequence: number; length: number; nPlace: number };

export const LOSSES = 'losses';
export const EMBEDDED_ROWS_GRADIENT = 'gradient:embedded_rows';
export const gradientName = (parameter: string): string => `gradient:${parameter}`;

/** An ONNX model with the losses [N] as output and, for each trainable parameter, its gradient. An empty list leaves the backward pass out. */
export function buildTrainingGraph(
  config: ModelConfig,
  parameters: Parameters,
  trainable: readonly string[],
  lora: LoraOptions | undefined,
  shape: TrainingShape,
): Uint8Array {
  registerTraceKernels();
  const graph = traceGraph((trace) => {
    const tensors = new Map<string, tf.Tensor>();
    for (const [name, parameter] of parameters) tensors.set(name, trace.input(name, parameter.shape, 'float32'));
    const weights: DecoderWeights =
      lora === undefined ? { tensors } : { tensors, loraScale: tf.scalar(lora.alpha / lora.rank) };
    const inputs = batchInputs(config, trace, shape);
    if (trainable.length === 0) {
      trace.output(LOSSES, losses(config, weights, inputs));
      return;
    }
    const pass = lossesAndGradients(config, weights, trainable, inputs);
    trace.output(LOSSES, pass.losses);
    for (const [name, gradient] of pass.gradients.byName) trace.output(gradientName(name), gradient);
    if (pass.gradients.embeddedRows !== undefined) trace.output(EMBEDDED_ROWS_GRADIENT, pass.gradients.embeddedRows);
  });
  return encodeOnnx(simplified(graph));
}

function batchInputs(
  config: ModelConfig,
  trace: TraceBackend,
  { nSequence: B, length: T, nPlace: N }: TrainingShape,
): PassInputs {
  const vector = (name: string, size: number, type: 'float32' | 'int32') =>
    trace.input(name, [size], type) as tf.Tensor1D;
  const matrix = (name: string, rows: number, columns: number) =>
    trace.input(name, [rows, columns], 'float32') as tf.Tensor2D;
  const half = config.headDim / 2;
  return {
    context: {
      nSequence: B,
      length: T,
      queryRope: { cos: matrix('query_cos', T, half), sin: matrix('query_sin', T, half) },
      keyRope: { cos: matrix('key_cos', T, half), sin: matrix('key_sin', T, half) },
      mask: matrix('mask', T, T),
    },
    ids: vector('ids', B * T, 'int32'),
    positions: vector('positions', N, 'int32'),
    slots: vector('slots', B * T, 'int32'),
    targets: vector('targets', N, 'int32'),
    labelWeights: vector('label_weights', N, 'float32'),
  };
}
