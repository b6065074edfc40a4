/** Kernels that work element by element, with broadcasting. */
import * as tf from '../../model/tf.ts';
import type { TraceBackend } from '../traceBackend.ts';
import { defineKernel } from './defineKernel.ts';

const BINARY: Record<string, string> = { Add: 'Add', Sub: 'Sub', Multiply: 'Mul', RealDiv: 'Div' };
const UNARY: Record<string, string> = { Neg: 'Neg', Exp: 'Exp', Sigmoid: 'Sigmoid' };

export function defineElementwise(): void {
  for (const [kernelName, operator] of Object.entries(BINARY))
    defineKernel<tf.BinaryInputs>(kernelName, (trace, { a, b }) =>
      trace.emit(operator, [a, b], tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape), a.dtype),
    );
  for (const [kernelName, operator] of Object.entries(UNARY))
    defineKernel<tf.UnaryInputs>(kernelName, (trace, { x }) => trace.emit(operator, [x], x.shape, x.dtype));
  defineKernel<tf.IdentityInputs>('Identity', (trace, { x }) => sameValue(trace, x));
  defineKernel<tf.CastInputs, tf.CastAttrs>('Cast', (trace, { x }, { dtype }) => {
    if (x.dtype !== dtype) throw new Error(`a cast from ${x.dtype} to ${dtype} cannot be traced`);
    return sameValue(trace, x);
  });
}

/**
 * Values of a graph never change, so a copy (tfjs makes one for each saved tensor) needs no node. Yet it must be a new tensor:
 * were `x` itself returned, the tape would count its gradient twice.
 */
function sameValue(trace: TraceBackend, { dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  trace.incRef(dataId);
  return { dataId, shape, dtype };
}
