/** A sketch of each row in flat memory, some 80 bytes a row: enough to find candidates for near-duplicates without any text. */
import { grown, release } from '../common/grown.ts';
import type { ComparedTexts } from './comparedTexts.ts';
import { BANDS, writeBandKeys } from './minHash.ts';
import { createShingles } from './wordShingles.ts';

const shingles = createShingles();

/** What a sketch has besides its band keys. */
const [N_ANSWER, ANSWER_SUM] = [BANDS, BANDS + 1];
const STRIDE = BANDS + 2;
/** Sets of fewer shingles that are not equal have at most 5 of 6 in common, less than near-duplicates do. */
const MIN_DIFFERENT = 6;

const [PENDING, WITHOUT_TEXT, READY] = [0, 1, 2];

export class RowSketches {
  length = 0;
  #states = new Uint8Array(64);
  #sketches = new Uint32Array(64 * STRIDE);

  /** Puts `nAdded` rows without a sketch in the place of `nRemoved` rows from `start` on. */
  replace(start: number, nRemoved: number, nAdded: number): void {
    const length = this.length - nRemoved + nAdded;
    if (length > this.#states.length) this.reserve(Math.max(length, this.#states.length * 2));
    if (nRemoved !== nAdded) {
      this.#states.copyWithin(start + nAdded, start + nRemoved, this.length);
      this.#sketches.copyWithin((start + nAdded) * STRIDE, (start + nRemoved) * STRIDE, this.length * STRIDE);
    }
    this.#states.fill(PENDING, start, start + nAdded);
    this.length = length;
  }

  /** Room for that many rows: sketches that need not grow leave no holes in memory. What is never filled is not taken from the system. */
  reserve(capacity: number): void {
    if (capacity <= this.#states.length) return;
    this.#states = grown(this.#states, Uint8Array, capacity);
    this.#sketches = grown(this.#sketches, Uint32Array, capacity * STRIDE);
  }

  /** Undefined: a row that has nothing to compare. */
  set(index: number, texts: ComparedTexts | undefined): void {
    shingles.reset();
    for (const text of texts?.prompt ?? []) shingles.add(text);
    const nPrompt = shingles.hashes().length;
    for (const text of texts?.answer ?? []) shingles.add(text);
    const hashes = shingles.hashes();
    this.#states[index] = hashes.length === 0 ? WITHOUT_TEXT : READY;
    if (hashes.length === 0) return;
    const at = index * STRIDE;
    writeBandKeys(hashes, this.#sketches, at);
    let sum = 0;
    for (let i = nPrompt; i < hashes.length; i++) sum = (sum + hashes[i]!) | 0;
    this.#sketches[at + N_ANSWER] = hashes.length - nPrompt;
    this.#sketches[at + ANSWER_SUM] = sum >>> 0;
  }

  push(texts: ComparedTexts | undefined): void {
    this.replace(this.length, 0, 1);
    this.set(this.length - 1, texts);
  }

  /** Gives memory back: nothing may be asked any more. */
  release(): void {
    for (const array of [this.#states, this.#sketches]) release(array);
  }

  isPending(index: number): boolean {
    return this.#states[index] === PENDING;
  }
  isReady(index: number): boolean {
    return this.#states[index] === READY;
  }
  bandKey(index: number, band: number): number {
    return this.#sketches[index * STRIDE + band]!;
  }

  /** False: their answers cannot be alike, as of few shingles one that differs is too much. */
  mayAnswerAlike(one: number, other: number): boolean {
    const [a, b] = [one * STRIDE, other * STRIDE];
    if (this.#sketches[a + ANSWER_SUM] === this.#sketches[b + ANSWER_SUM]) return true;
    return Math.min(this.#sketches[a + N_ANSWER]!, this.#sketches[b + N_ANSWER]!) >= MIN_DIFFERENT;
  }
}
