/** `@tensorflow/tfjs-node`, an optional peer: present means that it loads and multiplies one matrix. */
import { createRequire } from 'node:module';
import { describeError, errors } from '../common/errors.ts';
import * as tf from './tf.ts';

const PACKAGE = '@tensorflow/tfjs-node';

/** Registers the backend `tensorflow`. `TUNEWRIGHT_TFJS_NODE` may name the package's folder. Throws UserError when it is absent or broken. */
export async function loadTensorflowBackend(): Promise<void> {
  try {
    const require = createRequire(import.meta.url);
    require(process.env['TUNEWRIGHT_TFJS_NODE'] ?? PACKAGE);
    await tf.setBackend('tensorflow');
    const product = tf.tidy(() => tf.matMul(tf.tensor2d([1, 2], [1, 2]), tf.tensor2d([3, 4], [2, 1])).dataSync()[0]);
    if (product !== 11) throw new Error(`it computed [1 2]·[3 4] = ${product ?? 'nothing'}`);
  } catch (error) {
    throw errors.tensorflowMissing(describeError(error), error);
  }
}
