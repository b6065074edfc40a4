/** Prefill, then one token at a time: the loop that every answer comes from. Knows token ids only, no text. */
import { errors } from '../common/errors.ts';
import type { StopReason } from './answer.ts';
import type { Sampler } from './sampler.ts';

/** One sequence and its KV cache. `feed` appends tokens and returns the logits after the last of them [V], valid until the next call. */
export type TokenSequence = { feed(ids: Int32Array): Promise<Float32Array> };

export type GenerateOptions = {
  /** The rendered prompt. [P] */
  prompt: Int32Array;
  maxTokens: number;
  /** Longest context of the model: prompt and answer together never exceed it. */
  contextLength: number;
  endTokenIds: readonly number[];
  sampler: Sampler;
  signal: AbortSignal;
};

/** Prompts are read in chunks of this many tokens, so that a cancel need not wait for a long one. */
const PREFILL_CHUNK = 256;

/** Yields token ids (never an end token) and returns why it ended. Throws UserError `prompt-empty` or `prompt-too-long`. */
export async function* generate(sequence: TokenSequence, options: GenerateOptions): AsyncGenerator<number, StopReason> {
  const { prompt, maxTokens, contextLength, endTokenIds, sampler, signal } = options;
  if (prompt.length === 0) throw errors.promptEmpty();
  if (prompt.length >= contextLength) throw errors.promptTooLong(prompt.length, contextLength);
  // A call, because an abort happens between two reads of the flag and the compiler cannot see it.
  const cancelled = (): boolean => signal.aborted;

  let logits: Float32Array = new Float32Array();
  for (let start = 0; start < prompt.length; start += PREFILL_CHUNK) {
    if (cancelled()) return 'cancelled';
    logits = await sequence.feed(prompt.subarray(start, start + PREFILL_CHUNK));
  }
  for (let nGenerated = 1; ; nGenerated++) {
    if (cancelled()) return 'cancelled';
    const id = sampler(logits);
    if (endTokenIds.includes(id)) return 'end-of-turn';
    yield id;
    if (nGenerated === maxTokens) return 'max-tokens';
    if (prompt.length + nGenerated === contextLength) return 'context-full';
    if (cancelled()) return 'cancelled';
    logits = await sequence.feed(Int32Array.of(id));
  }
}
