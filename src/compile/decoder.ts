/** What inference asks of a compiled decoder: the logits of the next token, with a key/value cache that the caller holds. */
import type { Parameters } from '../model/engine.ts';

/**
 * One sequence's key/value cache: as many tokens as were stepped through it. Created by `newCache`, changed by `step` only,
 * freed by the garbage collector; never shared by two sessions. Several may be alive at once.
 */
export type DecoderCache = {
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
