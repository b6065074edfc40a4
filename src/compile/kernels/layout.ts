/** Kernels that move or select elements. */
import * as tf from '../../model/tf.ts';
import { defineKernel } from './defineKernel.ts';

export function defineLayout(): void {
  defineKernel<tf.ReshapeInputs, tf.ReshapeAttrs>('Reshape', (trace, { x }, { shape }) => {
    const target = tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape(x.shape));
    return trace.emit('Reshape', [x, trace.builder.integers(target)], target, x.dtype);
  });
  defineKernel<tf.TransposeInputs, tf.TransposeAttrs>('Transpose', (trace, { x }, { perm }) =>
    trace.emit(
      'Transpose',
      [x],
      perm.map((axis) => x.shape[axis]!),
      x.dtype,
      { perm: { ints: perm } },
    ),
  );
  defineKernel<tf.GatherV2Inputs, tf.GatherV2Attrs>('GatherV2', (trace, { x, indices }, { axis }) => {
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return trace.emit('Gather', [x, indices], shape, x.dtype, { axis: { int: axis } });
  });
  // ScatterND without reduction. Indices must be distinct, as they are in the cross-entropy's gradient (one a row).
  defineKernel<tf.TensorScatterUpdateInputs>('TensorScatterUpdate', (trace, { tensor, indices, updates }) => {
    const wide = trace.emit('Cast', [indices], indices.shape, 'int32', { to: { int: 7 } });
    return trace.emit('ScatterND', [tensor, wide, updates], tensor.shape, tensor.dtype);
  });
}
