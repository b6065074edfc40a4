/**
 * Words that were encoded before, with their tokens: a hash table over characters in typed arrays. Looking up makes no
 * string, and its memory is fixed: a full table is emptied, and common words are back soon.
 */
import type { TokenSink } from './tokenSink.ts';

const N_SLOTS = 1 << 17;
const MAX_WORDS = N_SLOTS / 2;
const MAX_CHARACTERS = 1 << 20;
const MAX_TOKEN_NUMBERS = 1 << 20;
/** Longer words hardly ever come again. */
const MAX_WORD_LENGTH = 96;
/** Words made to collide are not kept rather than searched for long. */
const MAX_PROBES = 32;

export class WordTable {
  /** Entry of a slot, from 1; 0 is free. */
  readonly #slots = new Int32Array(N_SLOTS);
  readonly #hashes = new Int32Array(MAX_WORDS + 1);
  readonly #starts = new Int32Array(MAX_WORDS + 1);
  readonly #lengths = new Int32Array(MAX_WORDS + 1);
  readonly #tokensAt = new Int32Array(MAX_WORDS + 1);
  readonly #characters = new Uint16Array(MAX_CHARACTERS);
  /** Of each word: n, then n times id, start, end. */
  readonly #tokens = new Int32Array(MAX_TOKEN_NUMBERS);
  #nWords = 0;
  #nCharacters = 0;
  #nTokenNumbers = 0;

  clear(): void {
    this.#slots.fill(0);
    this.#nWords = this.#nCharacters = this.#nTokenNumbers = 0;
  }

  /** Appends the tokens of text[start, end) if it is known, with `base` added to their ranges. False: not known. */
  append(text: string, start: number, end: number, base: number, sink: TokenSink): boolean {
    const length = end - start;
    if (length > MAX_WORD_LENGTH) return false;
    const hash = hashOf(text, start, end);
    let slot = hash & (N_SLOTS - 1);
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const entry = this.#slots[slot]!;
      if (entry === 0) return false;
      if (this.#hashes[entry] === hash && this.#lengths[entry] === length && this.#equals(entry, text, start)) {
        this.#copyTokens(this.#tokensAt[entry]!, base, sink);
        return true;
      }
      slot = (slot + 1) & (N_SLOTS - 1);
    }
    return false;
  }

  /** Keeps the tokens from `firstToken` on as those of text[start, end); `base` is taken off their ranges. */
  add(text: string, start: number, end: number, sink: TokenSink, firstToken: number, base: number): void {
    const length = end - start;
    const n = sink.length - firstToken;
    if (length > MAX_WORD_LENGTH) return;
    if (
      this.#nWords === MAX_WORDS ||
      this.#nCharacters + length > MAX_CHARACTERS ||
      this.#nTokenNumbers + 1 + 3 * n > MAX_TOKEN_NUMBERS
    )
      this.clear();
    const hash = hashOf(text, start, end);
    const slot = this.#freeSlot(hash);
    if (slot === undefined) return;
    const entry = ++this.#nWords;
    this.#slots[slot] = entry;
    this.#hashes[entry] = hash;
    this.#lengths[entry] = length;
    this.#starts[entry] = this.#nCharacters;
    for (let i = start; i < end; i++) this.#characters[this.#nCharacters++] = text.charCodeAt(i);
    this.#tokensAt[entry] = this.#nTokenNumbers;
    this.#tokens[this.#nTokenNumbers++] = n;
    for (let t = firstToken; t < sink.length; t++) {
      this.#tokens[this.#nTokenNumbers++] = sink.ids[t]!;
      this.#tokens[this.#nTokenNumbers++] = sink.offsets[2 * t]! - base;
      this.#tokens[this.#nTokenNumbers++] = sink.offsets[2 * t + 1]! - base;
    }
  }

  #freeSlot(hash: number): number | undefined {
    let slot = hash & (N_SLOTS - 1);
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      if (this.#slots[slot] === 0) return slot;
      slot = (slot + 1) & (N_SLOTS - 1);
    }
    return undefined;
  }

  #equals(entry: number, text: string, start: number): boolean {
    const characters = this.#characters;
    const from = this.#starts[entry]!;
    const length = this.#lengths[entry]!;
    for (let i = 0; i < length; i++) if (characters[from + i] !== text.charCodeAt(start + i)) return false;
    return true;
  }

  #copyTokens(at: number, base: number, sink: TokenSink): void {
    const tokens = this.#tokens;
    const n = tokens[at]!;
    sink.reserve(n);
    const { ids, offsets } = sink;
    let t = sink.length;
    for (let i = at + 1; i < at + 1 + 3 * n; i += 3) {
      ids[t] = tokens[i]!;
      offsets[2 * t] = base + tokens[i + 1]!;
      offsets[2 * t + 1] = base + tokens[i + 2]!;
      t++;
    }
    sink.length = t;
  }
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
