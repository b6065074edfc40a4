/** Cross-entropy per label, as one operation with its own gradient, and the selection of labelled rows. N labels, V vocabulary. */
import * as tf from './tf.ts';

/**
 * logits [N, V], target [N] -> −log softmax(logits)[target] in nats [N].
 * dlogits = dy · (softmax(logits) − 1 at the target): each row has one target, so one element a row is written and no one-hot made.
 */
export function crossEntropy(logits: tf.Tensor2D, target: tf.Tensor1D): tf.Tensor1D {
  const [N, V] = logits.shape;
  const op = tf.customGrad((...args) => {
    const [logits, save] = args as [tf.Tensor2D, tf.SaveForGradient];
    const logProbabilities = tf.fusedOr('LogSoftmax', { logits }, { axis: -1 }, () => tf.logSoftmax(logits)); // [N, V]
    const row = tf.tensor1d(
      Int32Array.from({ length: N }, (_, n) => n),
      'int32',
    );
    const flat = tf.add(tf.mul(row, tf.scalar(V, 'int32')), target); // index n·V + target[n] of a flat [N·V]
    const chosen = tf.gather(tf.reshape(logProbabilities, [N * V]), flat); // [N]
    save([logProbabilities, flat, chosen]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => {
      const [logProbabilities, flat, chosen] = saved as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
      const smooth = tf.mul(tf.exp(logProbabilities), tf.reshape(dy, [N, 1])); // [N, V]
      const atTarget = tf.mul(tf.sub(tf.exp(chosen), 1), dy); // [N]
      const dLogits = tf.tensorScatterUpdate(tf.reshape(smooth, [N * V]), tf.reshape(flat, [N, 1]), atTarget);
      return tf.reshape(dLogits, [N, V]);
    };
    return { value: tf.neg(chosen), gradFunc };
  });
  return op(logits) as tf.Tensor1D;
}

/**
 * Rows of x [R, D] at `positions` [N] -> [N, D]. `slots` [R] says where each row's gradient lies among the N, so that the
 * gradient is a gather too: a scatter with repeated indices (padding) would race (onnxruntime#18048).
 */
export function selectRows(x: tf.Tensor2D, positions: tf.Tensor1D, slots: tf.Tensor1D): tf.Tensor2D {
  const op = tf.customGrad((...args) => {
    const [x] = args as [tf.Tensor2D];
    return { value: tf.gather(x, positions), gradFunc: (dy: tf.Tensor): tf.Tensor => tf.gather(dy, slots) };
  });
  return op(x) as tf.Tensor2D;
}
