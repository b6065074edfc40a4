/**
 * The compiled engine: the training pass recorded once for each batch shape and run by ONNX Runtime. Weights are inputs that
 * the runtime reads in place, so the optimizer's changes are seen at the next call; gradients land in the same buffers each time.
 * Results are equal to the last bit for a fixed number of threads.
 */
import { totalmem } from 'node:os';
import { causalMask } from '../model/attention.ts';
import { checkBatch } from '../model/checkBatch.ts';
import type { ModelConfig } from '../model/config.ts';
import { addEmbeddingRows } from '../model/embeddingGradient.ts';
import type { LossResult, Parameter, Parameters, TrainingBatch, TrainingEngine } from '../model/engine.ts';
import { type Labels, sumLosses } from '../model/labels.ts';
import type { LoraOptions } from '../model/lora.ts';
import { EMBEDDING } from '../model/parameterTable.ts';
import { ropeTables } from '../model/rope.ts';
import { padBatch } from './paddedBatch.ts';
import { type Feeds, loadRuntime, type Runtime, type RuntimeTensor } from './session.ts';
import { sessionBytes } from './sessionBytes.ts';
import { SessionCache } from './sessionCache.ts';
import { buildTrainingGraph, EMBEDDED_ROWS_GRADIENT, gradientName, LOSSES } from './trainingGraph.ts';

export type OnnxEngineOptions = {
  /** Threads within an operation. Results are reproducible for a fixed number only. */
  threads: number;
  /** Set when `trainable` are the matrices of an adapter (src/model/lora.ts). */
  lora?: LoraOptions;
};

/** Mixed data meets a few dozen shapes, and compiling one again takes as long as a step; a large model's may not all fit. */
const CACHE_LIMITS = { nSession: 64, bytes: totalmem() / 2 };

/** Throws UserError `engine-missing` where ONNX Runtime does not load. */
export async function createOnnxEngine(
  config: ModelConfig,
  frozen: Parameters,
  trainable: Parameters,
  options: OnnxEngineOptions,
): Promise<TrainingEngine> {
  const runtime = await loadRuntime();
  const sessions = new SessionCache(CACHE_LIMITS);
  const parameters = new Map<string, Parameter>([...frozen, ...trainable]);
  const weightFeeds: Feeds = {};
  for (const [name, { data, shape }] of parameters) weightFeeds[name] = runtime.floats(data, shape);
  const gradients = new Map<string, Float32Array>();
  const gradientFetches: Record<string, RuntimeTensor | null> = {};
  for (const [name, { data, shape }] of trainable) {
    const gradient = new Float32Array(data.length);
    gradients.set(name, gradient);
    if (name === EMBEDDING) gradientFetches[EMBEDDED_ROWS_GRADIENT] = null;
    if (name !== EMBEDDING || config.tiedHead) gradientFetches[gradientName(name)] = runtime.floats(gradient, shape);
  }
  const tables = sharedTables(config, runtime);

  const run = async (
    batch: TrainingBatch,
    trained: readonly string[],
    fetches: Record<string, RuntimeTensor | null>,
  ) => {
    checkBatch(config, batch);
    const { shape, padded, labels } = padBatch(config, batch);
    const isBackward = trained.length > 0;
    const key = `${isBackward ? 'gradients' : 'loss'}:${shape.nSequence}:${shape.length}:${shape.nPlace}`;
    const session = await sessions.get(key, sessionBytes(config, shape, isBackward), () =>
      runtime.createSession(buildTrainingGraph(config, parameters, trained, options.lora, shape), options.threads),
    );
    const feeds = { ...weightFeeds, ...tables(shape.length), ...batchFeeds(runtime, padded, labels) };
    const outputs = await session.run(present(feeds, session.inputNames), { [LOSSES]: null, ...fetches });
    return { padded, outputs, sums: sumLosses(padded, labels, outputs[LOSSES]!.data as Float32Array) };
  };

  /** Sums of the real sequences: those that padding added have none. */
  const result = (batch: TrainingBatch, sums: LossResult): LossResult => ({
    lossSum: sums.lossSum,
    sequenceLossSums: sums.sequenceLossSums.slice(0, batch.nSequence),
  });

  return {
    name: 'onnx',
    lossAndGradients: async (batch) => {
      const { padded, outputs, sums } = await run(batch, [...trainable.keys()], gradientFetches);
      const embedding = gradients.get(EMBEDDING);
      if (embedding !== undefined) {
        if (!config.tiedHead) embedding.fill(0);
        addEmbeddingRows(embedding, padded.ids, outputs[EMBEDDED_ROWS_GRADIENT]!.data as Float32Array);
      }
      return { ...result(batch, sums), gradients };
    },
    loss: async (batch) => result(batch, (await run(batch, [], {})).sums),
    dispose: () => sessions.release(),
  };
}

/** Inputs that depend on the length only, kept for each length met. */
function sharedTables(config: ModelConfig, runtime: Runtime): (length: number) => Feeds {
  const byLength = new Map<number, Feeds>();
  return (T) => {
    const known = byLength.get(T);
    if (known !== undefined) return known;
    const query = ropeTables(T, config.headDim, config.ropeTheta, 1 / Math.sqrt(config.headDim));
    const key = ropeTables(T, config.headDim, config.ropeTheta);
    const shape = [T, config.headDim / 2];
    const feeds: Feeds = {
      query_cos: runtime.floats(query.cos, shape),
      query_sin: runtime.floats(query.sin, shape),
      key_cos: runtime.floats(key.cos, shape),
      key_sin: runtime.floats(key.sin, shape),
      mask: runtime.floats(causalMask(T), [T, T]),
    };
    byLength.set(T, feeds);
    return feeds;
  };
}

function batchFeeds(runtime: Runtime, batch: TrainingBatch, labels: Labels): Feeds {
  const nPlace = labels.positions.length;
  return {
    ids: runtime.integers(batch.ids, [batch.ids.length]),
    positions: runtime.integers(labels.positions, [nPlace]),
    slots: runtime.integers(labels.slots, [labels.slots.length]),
    targets: runtime.integers(labels.targets, [nPlace]),
    label_weights: runtime.floats(labels.weights, [nPlace]),
  };
}

/** Only what the graph still asks for: dead inputs were dropped from it. */
function present(feeds: Feeds, names: readonly string[]): Feeds {
  return Object.fromEntries(
    names.map((name) => {
      const tensor = feeds[name];
      if (tensor === undefined) throw new Error(`the graph asks for ${name}, which is not fed`);
      return [name, tensor];
    }),
  );
}
