/** The sets of word triples of rows that are compared, in flat memory: kept in two halves, of which the older one makes room for more. */
import { release } from '../common/grown.ts';
import type { ComparedTexts } from './comparedTexts.ts';
import { createShingles, distinct, nShared, type Stretch } from './wordShingles.ts';

/** Prompts and answers share at least this much of their word triples, each. */
export const NEAR_DUPLICATE = 0.85;

/** Both ordered, each hash once. */
export type ShingleSets = { prompt: Stretch; answer: Stretch };

const shingles = createShingles();

/** Rows and hashes of a half, at most; a row that needs more gets more. */
const [HALF_ROWS, HALF_HASHES] = [8192, 1 << 19];
/** Enough for most rows of a small file. */
const HASHES_A_ROW = 128;

export class SetStore {
  readonly #textsOf: (row: number) => ComparedTexts | undefined;
  /** Where a row was put last; it is there still if the slot has it. */
  readonly #slotOfRow: Uint32Array;
  /** Slots of a half. */
  readonly #nSlots: number;
  readonly #rowOfSlot: Int32Array;
  /** The prompt's hashes from start to middle, the answer's from middle to end. */
  readonly #starts: Uint32Array;
  readonly #middles: Uint32Array;
  readonly #ends: Uint32Array;
  /** Hashes of a half: none until rows are compared, which many searches never do. */
  #nHashes = 0;
  #hashes = new Uint32Array(0);
  /** The half that is being filled, and where its next row goes. */
  #half = 0;
  #slot = 0;
  #at = 0;

  constructor(nRows: number, textsOf: (row: number) => ComparedTexts | undefined) {
    this.#textsOf = textsOf;
    this.#slotOfRow = new Uint32Array(nRows);
    this.#nSlots = Math.min(HALF_ROWS, Math.max(2, nRows));
    this.#rowOfSlot = new Int32Array(2 * this.#nSlots).fill(-1);
    this.#starts = new Uint32Array(2 * this.#nSlots);
    this.#middles = new Uint32Array(2 * this.#nSlots);
    this.#ends = new Uint32Array(2 * this.#nSlots);
  }

  /** 0 for rows that are no near-duplicates. */
  similarity(row: number, other: number): number {
    let slot = this.#slotFor(row);
    const otherSlot = this.#slotFor(other);
    // A row too large for its half clears both.
    if (this.#rowOfSlot[slot] !== row) slot = this.#slotFor(row);
    return similarityOf(this.#setsAt(slot), this.#setsAt(otherSlot));
  }

  /** Gives memory back: nothing may be asked any more. */
  release(): void {
    for (const array of [this.#slotOfRow, this.#hashes]) release(array);
  }

  #setsAt(slot: number): ShingleSets {
    const [hashes, middle] = [this.#hashes, this.#middles[slot]!];
    return {
      prompt: { hashes, start: this.#starts[slot]!, end: middle },
      answer: { hashes, start: middle, end: this.#ends[slot]! },
    };
  }

  /** A slot of the half that is being filled: the next row cannot take it. */
  #slotFor(row: number): number {
    const known = this.#slotOfRow[row]!;
    const isKept = this.#rowOfSlot[known] === row;
    if (isKept && Math.floor(known / this.#nSlots) === this.#half) return known;
    if (!isKept) return this.#put(row);
    const [start, middle, end] = [this.#starts[known]!, this.#middles[known]!, this.#ends[known]!];
    this.#makeRoom(end - start);
    this.#hashes.copyWithin(this.#at, start, end);
    return this.#add(row, middle - start, end - start);
  }

  #put(row: number): number {
    const { hashes, nPrompt } = shinglesOf(this.#textsOf(row));
    this.#makeRoom(hashes.length);
    const middle = this.#at + nPrompt;
    this.#hashes.set(hashes, this.#at);
    const nDistinctPrompt = distinct(this.#hashes.subarray(this.#at, middle));
    const nAnswer = distinct(this.#hashes.subarray(middle, this.#at + hashes.length));
    this.#hashes.copyWithin(this.#at + nDistinctPrompt, middle, middle + nAnswer);
    return this.#add(row, nDistinctPrompt, nDistinctPrompt + nAnswer);
  }

  #add(row: number, nPrompt: number, length: number): number {
    const slot = this.#slot++;
    this.#slotOfRow[row] = slot;
    this.#rowOfSlot[slot] = row;
    this.#starts[slot] = this.#at;
    this.#middles[slot] = this.#at + nPrompt;
    this.#ends[slot] = this.#at + length;
    this.#at += length;
    return slot;
  }

  #makeRoom(length: number): void {
    const [lastSlot, lastHash] = [(this.#half + 1) * this.#nSlots, (this.#half + 1) * this.#nHashes];
    if (length > this.#nHashes) {
      this.#nHashes = Math.max(length, Math.min(HALF_HASHES, HASHES_A_ROW * this.#nSlots));
      this.#hashes = new Uint32Array(2 * this.#nHashes);
      this.#rowOfSlot.fill(-1);
    } else if (this.#at + length <= lastHash && this.#slot < lastSlot) return;
    this.#half = 1 - this.#half;
    this.#slot = this.#half * this.#nSlots;
    this.#at = this.#half * this.#nHashes;
    this.#rowOfSlot.fill(-1, this.#slot, this.#slot + this.#nSlots);
  }
}

/** The shared part of all word triples of both rows; 0 if they are no near-duplicates. */
export function similarityOf(one: ShingleSets, other: ShingleSets): number {
  const nAnswer = nShared(one.answer, other.answer);
  const nAnswers = lengthOf(one.answer) + lengthOf(other.answer) - nAnswer;
  if (nAnswer < NEAR_DUPLICATE * nAnswers) return 0;
  const nPrompt = nShared(one.prompt, other.prompt);
  const nPrompts = lengthOf(one.prompt) + lengthOf(other.prompt) - nPrompt;
  if (nPrompt < NEAR_DUPLICATE * nPrompts) return 0;
  const nAll = nAnswers + nPrompts;
  return nAll === 0 ? 0 : (nAnswer + nPrompt) / nAll;
}

const lengthOf = ({ start, end }: Stretch): number => end - start;

/** A row's shingles, for comparing it with others. */
export function setsOf(texts: ComparedTexts | undefined): ShingleSets {
  const found = shinglesOf(texts);
  const hashes = found.hashes.slice();
  const nPrompt = distinct(hashes.subarray(0, found.nPrompt));
  const nAnswer = distinct(hashes.subarray(found.nPrompt));
  return {
    prompt: { hashes, start: 0, end: nPrompt },
    answer: { hashes, start: found.nPrompt, end: found.nPrompt + nAnswer },
  };
}

/** Valid until the next row's. */
function shinglesOf(texts: ComparedTexts | undefined): { hashes: Uint32Array; nPrompt: number } {
  shingles.reset();
  for (const text of texts?.prompt ?? []) shingles.add(text);
  const nPrompt = shingles.hashes().length;
  for (const text of texts?.answer ?? []) shingles.add(text);
  return { hashes: shingles.hashes(), nPrompt };
}
