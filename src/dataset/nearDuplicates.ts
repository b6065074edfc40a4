/**
 * Near-duplicates among rows: candidates share a band of their sketches, and their true similarity is worked out from their
 * texts. The work is done in slices, so that an editor stays quick, and what is known of pairs that did not change is kept.
 */
import { release } from '../common/grown.ts';
import type { ComparedTexts } from './comparedTexts.ts';
import { KnownPairs } from './knownPairs.ts';
import { BANDS } from './minHash.ts';
import { RowSketches } from './rowSketches.ts';
import { SetStore } from './shingleSets.ts';

/** `similarity`: the shared part of all word triples of both rows. */
export type NearPair = { row: number; other: number; similarity: number };

/** As many as there are pairs, made one by one. */
export type NearPairs = Iterable<NearPair> & { readonly length: number };

/** Rows of a bucket that one is compared with: the last ones. */
const MAX_COMPARED = 8;
/** Rows between two looks at the clock. */
const STEP = 64;

export type NearRows = {
  sketches: RowSketches;
  /** Called for candidates only. */
  textsOf: (index: number) => ComparedTexts | undefined;
  /** Another row before is equal: that is said already. */
  isRepeat: (index: number) => boolean;
};

/** The search through the rows as they are now. `known` carries similarities from one search to the next, by the names of rows. */
export class NearSearch {
  readonly #rows: NearRows;
  readonly #n: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  /** For each row the one it is like, or -1. */
  readonly #found: Int32Array;
  readonly #similarity: Float32Array;
  readonly #known: KnownPairs;
  readonly #nameOf: (index: number) => number;
  readonly #sets: SetStore;
  #band = 0;
  #row = 0;

  constructor(rows: NearRows, known = new KnownPairs(), nameOf: (index: number) => number = (index) => index) {
    this.#rows = rows;
    this.#n = rows.sketches.length;
    this.#heads = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, this.#n * 2)))).fill(-1);
    this.#next = new Int32Array(this.#n);
    this.#found = new Int32Array(this.#n).fill(-1);
    this.#similarity = new Float32Array(this.#n);
    this.#known = known;
    this.#nameOf = nameOf;
    this.#sets = new SetStore(this.#n, rows.textsOf);
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
    return [...pairsOf(this.#found, this.#similarity)];
  }

  /** The same without a list of them. What the search needed is given back: it is over. */
  flatPairs(): NearPairs {
    this.release();
    return pairsOf(this.#found, this.#similarity);
  }

  /** Gives memory back before the collector would: of a large file it is some 20 MB. No work may follow. */
  release(): void {
    for (const array of [this.#heads, this.#next]) release(array);
    this.#sets.release();
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
    const known = this.#known.get(a, b);
    if (known !== undefined) return known;
    const similarity = this.#sets.similarity(row, other);
    this.#known.set(a, b, similarity);
    return similarity;
  }
}

function pairsOf(found: Int32Array, similarity: Float32Array): NearPairs {
  return {
    length: found.reduce((n, other) => n + (other >= 0 ? 1 : 0), 0),
    *[Symbol.iterator]() {
      for (let row = 0; row < found.length; row++)
        if (found[row]! >= 0) yield { row, other: found[row]!, similarity: similarity[row]! };
    },
  };
}

/** Near-duplicates of rows that change: sketches are made anew for those alone, and pairs are those found last until the search has caught up. */
export class NearDuplicates {
  readonly #textsOf: NearRows['textsOf'];
  readonly #repeats: () => NearRows['isRepeat'];
  readonly #sketches = new RowSketches();
  readonly #known = new KnownPairs();
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
