/** RMSNorm (Zhang and Sennrich 2019, arXiv:1910.07467): y = x · r · gain with r = 1 / √(mean(x²) + ε), over the last axis. */
import * as tf from './tf.ts';

/**
 * x [n, D], gain [D] -> [n, D], with a gradient of our own: with x̂ = x·r and g = dy·gain,
 * dx = r · (g − x̂ · mean(g·x̂)), dgain = Σ over rows of dy·x̂.
 */
export function rmsNorm(x: tf.Tensor2D, gain: tf.Tensor1D, epsilon: number): tf.Tensor2D {
  const op = tf.customGrad((...args) => {
    const [x, gain, save] = args as [tf.Tensor2D, tf.Tensor1D, tf.SaveForGradient];
    const [y, r] = tf.fusedOr('RmsNorm', { x, gain }, { epsilon }, () => {
      const r = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon)); // [n, 1]
      return [tf.mul(tf.mul(x, r), gain), r] as tf.Tensor[];
    }) as [tf.Tensor2D, tf.Tensor2D];
    save([x, gain, r]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [x, gain, r] = saved as [tf.Tensor2D, tf.Tensor1D, tf.Tensor2D];
      const normalized = tf.mul(x, r); // [n, D]
      const g = tf.mul(dy, gain); // [n, D]
      const projection = tf.mean(tf.mul(g, normalized), -1, true); // [n, 1]
      const dx = tf.mul(tf.sub(g, tf.mul(normalized, projection)), r); // [n, D]
      const dGain = tf.sum(tf.mul(dy, normalized), 0); // [D]
      return [dx, dGain];
    };
    return { value: y, gradFunc };
  });
  return op(x, gain);
}
