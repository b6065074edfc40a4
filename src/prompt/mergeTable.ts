/** The merges of a BPE vocabulary, and merging with them: lowest rank first, the leftmost of equals, as every BPE does. */

const NONE = 0x7fffffff;
/** Up to this many symbols, looking through all pairs each time beats a heap. */
const SHORT = 40;

/** `left`, `right`: the symbols of a pair; `merged`: what it becomes. The index is the rank. */
export type Merge = { left: number; right: number; merged: number };

export class MergeTable {
  /** Symbols of the word: set before `merge`, the result after it. */
  symbols = new Int32Array(256);
  /** Length of each symbol, in whatever unit the caller counts. */
  lengths = new Int32Array(256);
  #ranks = new Int32Array(256);
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  readonly #heap = new MinHeap();

  readonly #mask: number;
  readonly #lefts: Int32Array;
  readonly #rights: Int32Array;
  readonly #rankOf: Int32Array;
  readonly #mergedOf: Int32Array;

  constructor(merges: readonly Merge[]) {
    let nSlots = 16;
    while (nSlots < 2 * merges.length) nSlots *= 2;
    this.#mask = nSlots - 1;
    this.#lefts = new Int32Array(nSlots).fill(-1);
    this.#rights = new Int32Array(nSlots);
    this.#rankOf = new Int32Array(nSlots);
    this.#mergedOf = new Int32Array(merges.length);
    for (const [rank, { left, right, merged }] of merges.entries()) {
      const slot = this.#slotOf(left, right);
      this.#lefts[slot] = left;
      this.#rights[slot] = right;
      // A pair that is listed twice has its last rank.
      this.#rankOf[slot] = rank;
      this.#mergedOf[rank] = merged;
    }
  }

  /** Makes room for a word of `n` symbols. */
  reserve(n: number): void {
    if (n <= this.symbols.length) return;
    const capacity = Math.max(n, 2 * this.symbols.length);
    this.symbols = new Int32Array(capacity);
    this.lengths = new Int32Array(capacity);
    this.#ranks = new Int32Array(capacity);
  }

  /** Merges the first `n` symbols; negative ones never merge. Returns how many are left. */
  merge(n: number): number {
    return n <= SHORT ? this.#mergeShort(n) : this.#mergeLong(n);
  }

  #mergeShort(length: number): number {
    let n = length;
    const { symbols, lengths } = this;
    const ranks = this.#ranks;
    for (let i = 0; i + 1 < n; i++) ranks[i] = this.#rank(symbols[i]!, symbols[i + 1]!);
    for (;;) {
      let best = NONE;
      let at = -1;
      for (let i = 0; i + 1 < n; i++) {
        if (ranks[i]! < best) {
          best = ranks[i]!;
          at = i;
        }
      }
      if (at < 0) return n;
      symbols[at] = this.#mergedOf[best]!;
      lengths[at] = lengths[at]! + lengths[at + 1]!;
      n--;
      for (let i = at + 1; i < n; i++) {
        symbols[i] = symbols[i + 1]!;
        lengths[i] = lengths[i + 1]!;
        ranks[i] = ranks[i + 1]!;
      }
      if (at > 0) ranks[at - 1] = this.#rank(symbols[at - 1]!, symbols[at]!);
      if (at + 1 < n) ranks[at] = this.#rank(symbols[at]!, symbols[at + 1]!);
    }
  }

  /** A linked list of symbols and a heap of pairs; pairs that changed since are passed over. */
  #mergeLong(n: number): number {
    const { symbols, lengths } = this;
    const ranks = this.#ranks;
    const heap = this.#heap;
    if (this.#next.length < n) {
      this.#next = new Int32Array(symbols.length);
      this.#previous = new Int32Array(symbols.length);
    }
    const next = this.#next;
    const previous = this.#previous;
    const look = (at: number): void => {
      const right = next[at]!;
      const rank = right < n ? this.#rank(symbols[at]!, symbols[right]!) : NONE;
      ranks[at] = rank;
      if (rank !== NONE) heap.push(rank * POSITIONS + at);
    };
    heap.clear();
    for (let i = 0; i < n; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    for (let i = 0; i < n; i++) look(i);
    while (heap.size > 0) {
      const key = heap.pop();
      const at = key % POSITIONS;
      const rank = (key - at) / POSITIONS;
      if (ranks[at] !== rank) continue;
      const right = next[at]!;
      symbols[at] = this.#mergedOf[rank]!;
      lengths[at] = lengths[at]! + lengths[right]!;
      ranks[right] = NONE;
      const after = next[right]!;
      next[at] = after;
      if (after < n) previous[after] = at;
      look(at);
      if (previous[at]! >= 0) look(previous[at]!);
    }
    let count = 0;
    for (let i = 0; i < n; i = next[i]!) {
      symbols[count] = symbols[i]!;
      lengths[count] = lengths[i]!;
      count++;
    }
    return count;
  }

  #rank(left: number, right: number): number {
    if (left < 0 || right < 0) return NONE;
    const slot = this.#slotOf(left, right);
    return this.#lefts[slot] === left ? this.#rankOf[slot]! : NONE;
  }

  /** The slot of a pair, or the free one where it would be. */
  #slotOf(left: number, right: number): number {
    let slot = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & this.#mask;
    while (this.#lefts[slot] !== -1 && !(this.#lefts[slot] === left && this.#rights[slot] === right))
      slot = (slot + 1) & this.#mask;
    return slot;
  }
}

/** Symbols of one word: more than any text has that fits in memory. */
const POSITIONS = 2 ** 28;

/** Numbers, the smallest first. */
class MinHeap {
  size = 0;
  #items = new Float64Array(256);

  clear(): void {
    this.size = 0;
  }

  push(item: number): void {
    if (this.size === this.#items.length) {
      const items = new Float64Array(2 * this.size);
      items.set(this.#items);
      this.#items = items;
    }
    const items = this.#items;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent]! <= item) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  pop(): number {
    const items = this.#items;
    const top = items[0]!;
    const item = items[--this.size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && items[child + 1]! < items[child]!) child++;
      if (items[child]! >= item) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = item;
    return top;
  }
}
