/** Registers how one tfjs kernel is recorded. */
import * as tf from '../../model/tf.ts';
import { TRACE_BACKEND, TraceBackend } from '../traceBackend.ts';

/** tfjs declares inputs optional; a kernel that is called has them. */
type Given<Inputs> = { [Name in keyof Inputs]-?: NonNullable<Inputs[Name]> };

/** `Inputs` and `Attributes` are tfjs's own types for the kernel (`TransposeInputs`, `TransposeAttrs`, …). */
export function defineKernel<Inputs, Attributes = object>(
  kernelName: string,
  record: (
    trace: TraceBackend,
    inputs: Given<Inputs>,
    attributes: Given<Attributes>,
  ) => tf.TensorInfo | tf.TensorInfo[],
): void {
  tf.registerKernel({
    kernelName,
    backendName: TRACE_BACKEND,
    kernelFunc: ({ inputs, backend, attrs }) => {
      if (!(backend instanceof TraceBackend)) throw new Error(`kernel ${kernelName} is recorded by another backend`);
      return record(backend, inputs as unknown as Given<Inputs>, (attrs ?? {}) as unknown as Given<Attributes>);
    },
  });
}
