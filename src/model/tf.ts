/**
 * The one door to TensorFlow.js. The union package is imported because it alone registers the gradients.
 * TensorFlow.js keeps one engine and one kernel registry on the global object, so another build (tfjs-node) joins them by being loaded.
 */
import * as tf from '@tensorflow/tfjs';

tf.enableProdMode();

export * from '@tensorflow/tfjs';

/** What `customGrad` passes last: keeps the tensors that the gradient needs. */
export type SaveForGradient = (tensors: tf.Tensor[]) => void;

/** Runs `body` with `backendName` current and puts the former backend back. Only for backends that start synchronously. */
export function withBackend<T>(backendName: string, body: () => T): T {
  const engine = tf.engine();
  const former = engine.backendName as string | undefined;
  // setBackend is declared async, yet switches before its first await for a backend that starts synchronously.
  void tf.setBackend(backendName);
  if (engine.backendName !== backendName) throw new Error(`tfjs backend ${backendName} did not start synchronously`);
  try {
    return body();
  } finally {
    void tf.setBackend(former ?? 'cpu');
  }
}

/**
 * Runs a kernel that only some backends have (the tracing backend's fused ones), or composes it from plain ops elsewhere.
 * Both must compute the same: the gradient tests compare them.
 */
export function fusedOr<T extends tf.Tensor | tf.Tensor[]>(
  kernelName: string,
  inputs: tf.NamedTensorMap,
  attributes: Record<string, number>,
  compose: () => T,
): T {
  const kernel = tf.getKernel(kernelName, tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel === undefined ? compose() : tf.engine().runKernel<T>(kernelName, inputs, attributes);
}
