/** The model's own kernels (src/model, `fusedOr`), each one ONNX Runtime operator instead of several passes over memory. */
import type * as tf from '../../model/tf.ts';
import { MICROSOFT } from '../graph.ts';
import { defineKernel } from './defineKernel.ts';

export function defineFused(): void {
  // Outputs: the normalized rows and 1 / √(mean(x²) + ε).
  defineKernel<{ x: tf.TensorInfo; gain: tf.TensorInfo }, { epsilon: number }>(
    'RmsNorm',
    (trace, { x, gain }, { epsilon }) =>
      trace.emitAll('SimplifiedLayerNormalization', [x, gain], [x.shape, [...x.shape.slice(0, -1), 1]], x.dtype, {
        axis: { int: -1 },
        epsilon: { float: epsilon },
        stash_type: { int: 1 },
      }),
  );
  // QuickGelu(x) = x · σ(alpha · x)
  defineKernel<{ x: tf.TensorInfo }>('Silu', (trace, { x }) =>
    trace.emit('QuickGelu', [x], x.shape, x.dtype, { alpha: { float: 1 } }, MICROSOFT),
  );
  // Position 0 is the first row of the tables: whole sequences.
  defineKernel<{ x: tf.TensorInfo; cos: tf.TensorInfo; sin: tf.TensorInfo }>('Rotate', (trace, { x, cos, sin }) =>
    trace.emit(
      'RotaryEmbedding',
      [x, trace.builder.integers([0]), cos, sin],
      x.shape,
      x.dtype,
      { interleaved: { int: 0 } },
      MICROSOFT,
    ),
  );
}
