/**
 * Rotary position embedding (Su et al. 2021, arXiv:2104.09864), in the half-split layout of Hugging Face's Llama:
 * with the halves x = [a, b] of a head and the angle θ(t, i) = t · base^(−2i/hd),  R(x) = [a·cos − b·sin, b·cos + a·sin].
 */
import * as tf from './tf.ts';

/** Cosine and sine of position t, frequency i; times a factor. Each [T, hd/2], row-major. */
export type RopeTables = { cos: Float32Array; sin: Float32Array };

export function ropeTables(length: number, headDim: number, base: number, factor = 1): RopeTables {
  const half = headDim / 2;
  const cos = new Float32Array(length * half);
  const sin = new Float32Array(length * half);
  for (let i = 0; i < half; i++) {
    // Transformers computes frequency and angle in float32; the same rounding keeps long positions comparable.
    const frequency = Math.fround(1 / Math.fround(base ** Math.fround((2 * i) / headDim)));
    for (let t = 0; t < length; t++) {
      const angle = Math.fround(t * frequency);
      cos[t * half + i] = Math.cos(angle) * factor;
      sin[t * half + i] = Math.sin(angle) * factor;
    }
  }
  return { cos, sin };
}

/** x [B, H, T, hd], tables [T, hd/2] -> [B, H, T, hd]. The gradient of a rotation is the rotation back. */
export function rotate(x: tf.Tensor4D, cos: tf.Tensor2D, sin: tf.Tensor2D): tf.Tensor4D {
  const op = tf.customGrad((...args) => {
    const [x] = args as [tf.Tensor4D];
    const gradFunc = (dy: tf.Tensor): tf.Tensor => rotation(dy as tf.Tensor4D, cos, tf.neg(sin));
    return { value: rotation(x, cos, sin), gradFunc };
  });
  return op(x);
}

function rotation(x: tf.Tensor4D, cos: tf.Tensor2D, sin: tf.Tensor2D): tf.Tensor4D {
  return tf.fusedOr('Rotate', { x, cos, sin }, {}, () => {
    const [a, b] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
    return tf.concat([tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(b, cos), tf.mul(a, sin))], 3);
  });
}
