/** SwiGLU (Shazeer 2020, arXiv:2002.05202): silu(gate) · up with silu(g) = g · σ(g). */
import * as tf from './tf.ts';

/** gate, up [n, F] -> [n, F]. dup = dy · silu(g), dgate = dy · up · (σ + silu·(1 − σ)). */
export function swiGlu(gate: tf.Tensor2D, up: tf.Tensor2D): tf.Tensor2D {
  const op = tf.customGrad((...args) => {
    const [gate, up, save] = args as [tf.Tensor2D, tf.Tensor2D, tf.SaveForGradient];
    const activated = tf.fusedOr('Silu', { x: gate }, {}, () => tf.mul(gate, tf.sigmoid(gate))); // [n, F]
    save([gate, up, activated]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [gate, up, activated] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const s = tf.sigmoid(gate);
      const slope = tf.add(s, tf.sub(activated, tf.mul(activated, s))); // d silu / d gate
      return [tf.mul(tf.mul(dy, up), slope), tf.mul(dy, activated)];
    };
    return { value: tf.mul(activated, up), gradFunc };
  });
  return op(gate, up) as tf.Tensor2D;
}
