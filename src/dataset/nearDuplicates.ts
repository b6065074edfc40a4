/**
 * Near-duplicates among rows: candidates share a band of their sketches, and their true similarity is worked out from their
 * texts. The work is done in slices, so that an editor stays quick, and what is known of pairs that did not change is kept.
 */
import type { ComparedTexts } from './comparedTexts.ts';
import { BANDS } from './minHash.ts';
import { RowSketches } from './rowSketches.ts';
import { createShingles, distinct, nShared } from './wordShingles.ts';

/** Prompts and answers share at least this much of their word triples, each. */
export const NEAR_DUPLICATE = 0.85;

/** `similarity`: the shared part of all word triples of both rows. */
export type NearPair = { row: number; other: number; similarity: number };

/** Rows of a bucket that one is compared with: the last ones. */
const MAX_COMPARED = 8;
/** Rows between two looks at the clock. */
const STEP = 64;
const MAX_KNOWN = 1_000_000;
const MAX_KEPT_HASHES = 8_000_000;

export type NearRows = {
  sketches: RowSketches;
  /** Called for candidates only. */
  textsOf: (index: number) => ComparedTexts | undefined;
  /** Another row before is equal: that is said already. */
  isRepeat: (index: number) => boolean;
};

type Sets = { prompt: Uint32Array; answer: Uint32Array };

const shingles = createShingles();

/** The search through the rows as they are now. `known` carries similarities from one search to the next, by the names of rows. */
export class NearSearch {
  readonly #rows: NearRows;
  readonly #n: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  /** For each row the one it is like, or -1. */
  readonly #found: Int32Array;
  readonly #similarity: Float32Array;
  readonly #known: Map<number, number>;
  readonly #nameOf: (index: number) => number;
  readonly #sets = new Map<number, Sets>();
  #nKeptHashes = 0;
  #band = 0;
  #row = 0;

  constructor(rows: NearRows, known = new Map<number, number>(), nameOf: (index: number) => number = (index) => index) {
    this.#rows = rows;
    this.#n = rows.sketches.length;
    this.#heads = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, this.#n * 2)))).fill(-1);
    this.#next = new Int32Array(this.#n);
    this.#found = new Int32Array(this.#n).fill(-1);
    this.#similarity = new Float32Array(this.#n);
    this.#known = known;
    this.#nameOf = nameOf;
  }

  /** Works until the time is up; true while there is more to do. */
  work(untilMs: number): boolean {
    while (this.#band < BANDS) {
      const end = Math.min(this.#n, this.#row + STEP);
      for (; this.#row < end; this.#row++) this.#look(this.#row);
      if (this.#row === this.#n) {
        this.#band++;
        this.#row = 0;
        this.#heads.fill(-1);
      }
      if (performance.now() >= untilMs) return this.#band < BANDS;
    }
    return false;
  }

  /** In file order; each row once, with one before it that it is like. */
  pairs(): NearPair[] {
    const pairs: NearPair[] = [];
    for (let row = 0; row < this.#n; row++)
      if (this.#found[row]! >= 0) pairs.push({ row, other: this.#found[row]!, similarity: this.#similarity[row]! });
    return pairs;
  }

  #look(row: number): void {
    const { sketches, isRepeat } = this.#rows;
    if (!sketches.isReady(row) || isRepeat(row)) return;
    const key = sketches.bandKey(row, this.#band);
    const slot = this.#slotOf(key);
    const head = this.#heads[slot]!;
    this.#next[row] = head;
    this.#heads[slot] = row;
    if (this.#found[row]! >= 0) return;
    let nCompared = 0;
    for (let other = head; other >= 0 && nCompared < MAX_COMPARED; other = this.#next[other]!, nCompared++) {
      if (!sketches.mayAnswerAlike(row, other)) continue;
      const similarity = this.#similarityOf(row, other);
      if (similarity === 0) continue;
      this.#found[row] = other;
      this.#similarity[row] = similarity;
      return;
    }
  }

  #slotOf(key: number): number {
    const { sketches } = this.#rows;
    const mask = this.#heads.length - 1;
    let slot = key & mask;
    while (this.#heads[slot]! >= 0 && sketches.bandKey(this.#heads[slot]!, this.#band) !== key)
      slot = (slot + 1) & mask;
    return slot;
  }

  /** 0 for rows that are no near-duplicates. */
  #similarityOf(row: number, other: number): number {
    const [a, b] = [this.#nameOf(row), this.#nameOf(other)];
    const name = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const similarity = similarityOf(this.#setsOf(row), this.#setsOf(other));
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(name, similarity);
    return similarity;
  }

  #setsOf(row: number): Sets {
    const kept = this.#sets.get(row);
    if (kept !== undefined) return kept;
    const sets = setsOf(this.#rows.textsOf(row));
    if (this.#nKeptHashes > MAX_KEPT_HASHES) {
      this.#sets.clear();
      this.#nKeptHashes = 0;
    }
    this.#nKeptHashes += sets.prompt.length + sets.answer.length;
    this.#sets.set(row, sets);
    return sets;
  }
}

/** 0 if they are no near-duplicates. */
export function similarityOf(one: Sets, other: Sets): number {
  let [shared, all] = [0, 0];
  for (const [a, b] of [
    [one.answer, other.answer],
    [one.prompt, other.prompt],
  ] as const) {
    const n = nShared(a, b);
    const nAll = a.length + b.length - n;
    if (n < NEAR_DUPLICATE * nAll) return 0;
    shared += n;
    all += nAll;
  }
  return all === 0 ? 0 : shared / all;
}

/** A row's shingles, for comparing it with others. */
export function setsOf(texts: ComparedTexts | undefined): Sets {
  return { prompt: setOf(texts?.prompt ?? []), answer: setOf(texts?.answer ?? []) };
}

function setOf(texts: readonly string[]): Uint32Array {
  shingles.reset();
  for (const text of texts) shingles.add(text);
  return distinct(shingles.hashes());
}

/** Near-duplicates of rows that change: sketches are made anew for those alone, and pairs are those found last until the search has caught up. */
export class NearDuplicates {
  readonly #textsOf: NearRows['textsOf'];
  readonly #repeats: () => NearRows['isRepeat'];
  readonly #sketches = new RowSketches();
  readonly #known = new Map<number, number>();
  /** A name of each row's text, for `known`. */
  #names: number[] = [];
  #nextName = 0;
  /** Rows before it have sketches. */
  #nSketched = 0;
  #search: NearSearch | undefined;
  #isDone = false;
  #pairs: NearPair[] = [];

  /** `repeats` is asked when a search begins. */
  constructor(textsOf: NearRows['textsOf'], repeats: () => NearRows['isRepeat']) {
    this.#textsOf = textsOf;
    this.#repeats = repeats;
  }

  replace(start: number, nRemoved: number, nAdded: number): void {
    const names = Array.from({ length: nAdded }, () => this.#nextName++);
    if (nRemoved === nAdded) for (const [i, name] of names.entries()) this.#names[start + i] = name;
    else this.#names = this.#names.slice(0, start).concat(names, this.#names.slice(start + nRemoved));
    this.#sketches.replace(start, nRemoved, nAdded);
    this.#nSketched = Math.min(this.#nSketched, start);
    this.#search = undefined;
    this.#isDone = false;
    const place = (row: number): number => (row < start ? row : row < start + nRemoved ? -1 : row + nAdded - nRemoved);
    this.#pairs = this.#pairs
      .map((pair) => ({ ...pair, row: place(pair.row), other: place(pair.other) }))
      .filter(({ row, other }) => row >= 0 && other >= 0);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** True while there is more to do. */
  work(budgetMs: number): boolean {
    if (this.#isDone) return false;
    const until = performance.now() + budgetMs;
    for (; this.#nSketched < this.#sketches.length; this.#nSketched++) {
      if (!this.#sketches.isPending(this.#nSketched)) continue;
      this.#sketches.set(this.#nSketched, this.#textsOf(this.#nSketched));
      if (performance.now() >= until) return true;
    }
    this.#search ??= new NearSearch(
      { sketches: this.#sketches, textsOf: this.#textsOf, isRepeat: this.#repeats() },
      this.#known,
      (index) => this.#names[index]!,
    );
    if (this.#search.work(until)) return true;
    this.#pairs = this.#search.pairs();
    this.#search = undefined;
    this.#isDone = true;
    return false;
  }

  get pairs(): readonly NearPair[] {
    return this.#pairs;
  }
}
