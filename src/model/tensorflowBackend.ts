/** `@tensorflow/tfjs-node`, an optional peer: present means that it loads and multiplies one matrix. */
import { createRequire } from 'node:module';
import { describeError, errors } from '../common/errors.ts';
import * as tf from './tf.ts';

const PACKAGE = '@tensorflow/tfjs-node';
const BACKEND = 'tensorflow';

/** Registers the backend `tensorflow`. `TUNEWRIGHT_TFJS_NODE` may name the package's folder. Throws UserError when it is absent or broken. */
export async function loadTensorflowBackend(): Promise<void> {
  const former = tf.engine().backendName as string | undefined;
  try {
    createRequire(import.meta.url)(process.env['TUNEWRIGHT_TFJS_NODE'] ?? PACKAGE);
    await tf.setBackend(BACKEND);
    const product = tf.tidy(() => {
      const values = tf.matMul(tf.tensor2d([1, 2], [1, 2]), tf.tensor2d([3, 4], [2, 1])).dataSync();
      return values[0] ?? NaN;
    });
    if (product !== 11) throw new Error(`it computed [1 2]·[3 4] = ${product}`);
  } catch (error) {
    throw errors.tensorflowMissing(describeError(error), error);
  } finally {
    // The package makes itself the current backend when it loads.
    if (former !== undefined) await tf.setBackend(former);
  }
}
