/** Matrix products and reductions. */
import * as tf from '../../model/tf.ts';
import { MICROSOFT, type NodeAttribute } from '../graph.ts';
import type { TraceBackend } from '../traceBackend.ts';
import { defineKernel } from './defineKernel.ts';

export function defineReduce(): void {
  // FusedMatMul transposes while it reads: no Transpose nodes.
  defineKernel<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>(
    'BatchMatMul',
    (trace, { a, b }, { transposeA, transposeB }) => {
      const outer = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
      const shape = [...outer, a.shape.at(transposeA ? -1 : -2)!, b.shape.at(transposeB ? -2 : -1)!];
      if (!transposeA && !transposeB) return trace.emit('MatMul', [a, b], shape, a.dtype);
      const attributes = { transA: { int: Number(transposeA) }, transB: { int: Number(transposeB) } };
      return trace.emit('FusedMatMul', [a, b], shape, a.dtype, attributes, MICROSOFT);
    },
  );
  defineKernel<tf.SumInputs, tf.SumAttrs>('Sum', (trace, { x }, attributes) => {
    const { axes, shape, keepdims } = reduction(x, attributes);
    return trace.emit('ReduceSum', [x, trace.builder.integers(axes)], shape, x.dtype, { keepdims });
  });
  defineKernel<tf.MeanInputs, tf.MeanAttrs>('Mean', (trace, { x }, attributes) => {
    const { axes, shape, keepdims } = reduction(x, attributes);
    return trace.emit('ReduceMean', [x], shape, x.dtype, { axes: { ints: axes }, keepdims });
  });
  defineKernel<tf.SoftmaxInputs, tf.SoftmaxAttrs>('Softmax', (trace, { logits }, { dim }) =>
    lastAxis(trace, 'Softmax', logits, dim),
  );
  defineKernel<{ logits: tf.TensorInfo }, { axis: number }>('LogSoftmax', (trace, { logits }, { axis }) =>
    lastAxis(trace, 'LogSoftmax', logits, axis),
  );
}

function lastAxis(trace: TraceBackend, operator: string, logits: tf.TensorInfo, axis: number): tf.TensorInfo {
  return trace.emit(operator, [logits], logits.shape, logits.dtype, { axis: { int: axis } });
}

function reduction(
  x: tf.TensorInfo,
  { axis, keepDims }: { axis: number | number[]; keepDims: boolean },
): { axes: number[]; shape: number[]; keepdims: NodeAttribute } {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const shape = keepDims
    ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
    : x.shape.filter((_, i) => !axes.includes(i));
  return { axes, shape, keepdims: { int: Number(keepDims) } };
}
