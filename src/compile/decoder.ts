/** What inference asks of a compiled decoder: the logits of the next token, with a key/value cache that the caller holds. */
import type { ModelConfig } from '../model/config.ts';
import type { Parameters } from '../model/engine.ts';
import { loraTable } from '../model/lora.ts';
import { ropeTables } from '../model/rope.ts';
import { buildDecoderGraph, INPUT, OUTPUT } from './decoderGraph.ts';
import { KeyValueBuffers } from './keyValueBuffers.ts';
import { type Feeds, loadRuntime, type Runtime } from './session.ts';

/**
 * One sequence's key/value cache: as many tokens as were stepped through it. Created by `newCache`, changed by `step` only,
 * freed by the garbage collector; never shared by two sessions. Several may be alive at once.
 */
type DecoderCache = {
  /** Tokens it holds. */
  readonly length: number;
};

/** LoRA A and B by their PEFT names (src/model/lora.ts): A is [r, in], B is [out, r]. */
export type DecoderAdapter = { parameters: Parameters; /** alpha / rank */ scale: number };

export type DecoderOptions = {
  /** Threads within an operation. */
  threads: number;
  /** Makes room for adapters of this rank as graph inputs; without it `step` refuses an adapter. */
  lora?: { rank: number };
};

export type DecoderSession = {
  newCache(): DecoderCache;
  /**
   * Appends `ids` (one or more) to the cached sequence and returns the logits after the last of them. [V]
   * The adapter must be the one that the cache was filled with; without one it is the base that answers.
   * One call at a time. Throws when the sequence would pass the model's context (`config.maxPosition`).
   */
  step(cache: DecoderCache, ids: Int32Array, adapter?: DecoderAdapter): Promise<Float32Array>;
  dispose(): Promise<void>;
};

/** Compiles the model for inference. Throws UserError `engine-missing` where ONNX Runtime does not load. */
export async function createDecoderSession(
  config: ModelConfig,
  parameters: Parameters,
  options: DecoderOptions,
): Promise<DecoderSession> {
  const runtime = await loadRuntime();
  const { model, weightsAreInputs } = buildDecoderGraph(config, parameters, options.lora?.rank);
  const session = await runtime.createSession(model, options.threads);
  const weightFeeds: Feeds = {};
  if (weightsAreInputs)
    for (const [name, { data, shape }] of parameters) weightFeeds[name] = runtime.floats(data, shape);
  const adapterFeeds = adapterFeedsOf(config, runtime, options.lora?.rank);
  const tables = growingTables(config, runtime);
  const buffers = new WeakMap<DecoderCache, KeyValueBuffers>();

  const step = async (cache: DecoderCache, ids: Int32Array, adapter?: DecoderAdapter): Promise<Float32Array> => {
    const past = buffers.get(cache);
    if (past === undefined) throw new Error('the cache belongs to another session');
    const total = past.length + ids.length;
    if (ids.length === 0 || total > config.maxPosition)
      throw new Error(`${ids.length} tokens after ${past.length} do not fit a context of ${config.maxPosition}`);
    for (const id of ids)
      if (id < 0 || id >= config.vocabSize)
        throw new Error(`token id ${id} is outside the vocabulary of ${config.vocabSize}`);
    past.reserve(total);
    const feeds: Feeds = {
      ...weightFeeds,
      ...adapterFeeds(adapter),
      ...past.feeds(runtime),
      ...tables(total),
      [INPUT.ids]: runtime.integers(ids, [1, ids.length]),
      [INPUT.lastIndex]: runtime.integers(Int32Array.of(total - 1), [1]),
      [INPUT.totalLength]: runtime.integers(Int32Array.of(total), [1]),
      [INPUT.start]: runtime.integers(Int32Array.of(past.length), [1]),
      [INPUT.end]: runtime.integers(Int32Array.of(total), [1]),
    };
    const outputs = await session.run(feeds, { [OUTPUT.logits]: null, [OUTPUT.newPositions]: null });
    past.append(outputs[OUTPUT.newPositions]!.data as Float32Array, ids.length);
    return outputs[OUTPUT.logits]!.data as Float32Array;
  };

  return {
    newCache: () => {
      const past = new KeyValueBuffers(config);
      buffers.set(past, past);
      return past;
    },
    step,
    dispose: () => session.release(),
  };
}

/** Positions of the first rotary tables. */
const FIRST_TABLE = 256;

/** Rotary tables for the positions in use. A model may claim a context far beyond what is ever asked of it: it costs nothing. */
function growingTables(config: ModelConfig, runtime: Runtime): (total: number) => Feeds {
  const { headDim, ropeTheta, maxPosition } = config;
  let nPosition = 0;
  let feeds: Feeds = {};
  return (total) => {
    if (total <= nPosition) return feeds;
    nPosition = Math.min(Math.max(total, 2 * nPosition, FIRST_TABLE), maxPosition);
    const { cos, sin } = ropeTables(nPosition, headDim, ropeTheta);
    const shape = [nPosition, headDim / 2];
    feeds = { [INPUT.cos]: runtime.floats(cos, shape), [INPUT.sin]: runtime.floats(sin, shape) };
    return feeds;
  };
}

/** Inputs for an adapter, zeros for the base. A module that the adapter leaves alone has zeros too. */
function adapterFeedsOf(
  config: ModelConfig,
  runtime: Runtime,
  rank: number | undefined,
): (adapter: DecoderAdapter | undefined) => Feeds {
  if (rank === undefined)
    return (adapter) => {
      if (adapter !== undefined) throw new Error('this session was compiled without room for an adapter');
      return {};
    };
  const table = loraTable(config, rank);
  const build = (adapter: DecoderAdapter | undefined): Feeds => {
    const feeds: Feeds = { [INPUT.loraScale]: runtime.floats(Float32Array.of(adapter?.scale ?? 0), [1]) };
    for (const { name, shape } of table) {
      const matrix = adapter?.parameters.get(name);
      if (matrix !== undefined && matrix.shape.join() !== shape.join())
        throw new Error(`${name} is [${matrix.shape.join(', ')}]; this session takes [${shape.join(', ')}]`);
      feeds[name] = runtime.floats(matrix?.data ?? new Float32Array(shape[0] * shape[1]), shape);
    }
    return feeds;
  };
  const base = build(undefined);
  const known = new WeakMap<DecoderAdapter, Feeds>();
  return (adapter) => {
    if (adapter === undefined) return base;
    const feeds = known.get(adapter) ?? build(adapter);
    known.set(adapter, feeds);
    return feeds;
  };
}
