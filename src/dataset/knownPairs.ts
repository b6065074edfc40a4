/** What is known of pairs of rows, in flat memory: 12 bytes a slot, where a Map takes some 60 a pair. */
import { release } from '../common/grown.ts';
import { slotOfKey } from '../common/keyCounts.ts';

const FIRST_CAPACITY = 1024;
const MAX_CAPACITY = 2 ** 19;
/** Share of the slots that may be taken. */
const MAX_LOAD = 0.6;
/** Names of rows are below this. */
const NAMES = 2 ** 26;

/** Numbers for pairs of names, in whichever order. Too many are all forgotten: what is asked for again is then worked out again. */
export class KnownPairs {
  #keys = new Float64Array(FIRST_CAPACITY);
  #values = new Float32Array(FIRST_CAPACITY);
  #nTaken = 0;

  get(one: number, other: number): number | undefined {
    const slot = this.#slotOf(keyOf(one, other));
    return this.#keys[slot] === 0 ? undefined : this.#values[slot]!;
  }

  set(one: number, other: number, value: number): void {
    if (this.#nTaken >= this.#keys.length * MAX_LOAD) this.#makeRoom();
    const key = keyOf(one, other);
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === 0) this.#nTaken++;
    this.#keys[slot] = key;
    this.#values[slot] = value;
  }

  /** The slot that has the key, or the free one where it belongs. */
  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    // Pairs that are found one after the other have keys alike, and would crowd in one place.
    const mixed = Math.imul(slotOfKey(key), 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #makeRoom(): void {
    this.#nTaken = 0;
    const [keys, values] = [this.#keys, this.#values];
    if (keys.length >= MAX_CAPACITY) {
      keys.fill(0);
      return;
    }
    this.#keys = new Float64Array(keys.length * 2);
    this.#values = new Float32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] === 0) continue;
      const slot = this.#slotOf(keys[i]!);
      this.#keys[slot] = keys[i]!;
      this.#values[slot] = values[i]!;
      this.#nTaken++;
    }
    release(keys);
    release(values);
  }
}

/** Positive, as two rows of a pair have two names. */
const keyOf = (one: number, other: number): number => Math.min(one, other) * NAMES + Math.max(one, other);
