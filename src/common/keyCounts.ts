/** How often each key was added: counts of 53-bit keys in flat memory, 12 bytes a slot, where a Map of numbers takes some 60. */
import { release } from './grown.ts';

const FIRST_CAPACITY = 1024;
/** Where to look for a key of up to 53 bits in a table, before its mask. */
export const slotOfKey = (key: number): number => (key | 0) ^ (key / 4294967296);

/** Share of the slots that may be taken. */
const MAX_LOAD = 0.6;

export class KeyCounts {
  #keys = new Float64Array(FIRST_CAPACITY);
  #counts = new Uint32Array(FIRST_CAPACITY);
  #nTaken = 0;
  /** Keys that were added more than once. */
  nRepeated = 0;

  /** `key` is positive. */
  add(key: number): void {
    if (this.#nTaken > this.#keys.length * MAX_LOAD) this.#grow();
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === 0) {
      this.#keys[slot] = key;
      this.#nTaken++;
    }
    const count = ++this.#counts[slot]!;
    if (count === 2) this.nRepeated++;
  }

  /** Takes back one `add`. The slot stays taken until the table grows. */
  remove(key: number): void {
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === 0 || this.#counts[slot] === 0) return;
    const count = --this.#counts[slot]!;
    if (count === 1) this.nRepeated--;
  }

  isRepeated(key: number): boolean {
    return this.#counts[this.#slotOf(key)]! > 1;
  }

  /** The slot that has the key, or the free one where it belongs. */
  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = slotOfKey(key) & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Float64Array(keys.length * 2);
    this.#counts = new Uint32Array(keys.length * 2);
    this.#nTaken = 0;
    for (let i = 0; i < keys.length; i++) {
      if (counts[i] === 0) continue;
      const slot = this.#slotOf(keys[i]!);
      this.#keys[slot] = keys[i]!;
      this.#counts[slot] = counts[i]!;
      this.#nTaken++;
    }
    release(keys);
    release(counts);
  }
}
