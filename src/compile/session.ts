/** The only door to onnxruntime-node: loading it, sessions and their tensors. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { errors } from '../common/errors.ts';

export type RuntimeTensor = Tensor;
export type Feeds = Record<string, Tensor>;

export type Session = {
  readonly inputNames: readonly string[];
  /** Runs with outputs named by `fetches`; a tensor given there is written in place. */
  run(feeds: Feeds, fetches: Record<string, Tensor | null>): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
};

export type Runtime = {
  floats(data: Float32Array, shape: readonly number[]): Tensor;
  integers(data: Int32Array, shape: readonly number[]): Tensor;
  longs(data: BigInt64Array, shape: readonly number[]): Tensor;
  createSession(model: Uint8Array, threads: number): Promise<Session>;
};

/** Throws UserError `engine-missing` where the native module does not load (an unsupported platform, a package without it). */
export async function loadRuntime(): Promise<Runtime> {
  let ort: typeof import('onnxruntime-node');
  try {
    ort = await import('onnxruntime-node');
  } catch (error) {
    throw errors.engineMissing(error);
  }
  return {
    floats: (data, shape) => new ort.Tensor('float32', data, shape),
    integers: (data, shape) => new ort.Tensor('int32', data, shape),
    longs: (data, shape) => new ort.Tensor('int64', data, shape),
    createSession: async (model, threads) => {
      const options: InferenceSession.SessionOptions = {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        // Waiting threads sleep instead of spinning: beside other work on the machine, spinning made decoding several times slower.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      };
      return ort.InferenceSession.create(model, options);
    },
  };
}
