/** Which rows have a key that another row has too: whole-file rules look at these alone. */
import { firstOfKey } from '../common/firstOfKey.ts';
import { release } from '../common/grown.ts';
import { KeyCounts } from '../common/keyCounts.ts';
import type { Repeated, RepeatedKeys } from './rule.ts';

/** Keys of all rows; 0 is none. */
type Keys = { length: () => number; at: (index: number) => number };

const NONE: RepeatedKeys = { indexes: new Uint32Array(0), firsts: new Uint32Array(0) };

/** Of rows that are all there: found when they are asked for, and only then in memory. */
export function repeatedAmong(keys: Keys): Repeated {
  let found: RepeatedKeys | undefined;
  return { keys: () => (found ??= findRepeated(keys)) };
}

function findRepeated({ length, at }: Keys): RepeatedKeys {
  const firsts = firstOfKey(length(), at);
  /** For each row its place among those with such keys, from 1. */
  const places = new Uint32Array(firsts.length);
  for (let index = 0; index < firsts.length; index++)
    if (firsts[index] !== index) places[index] = places[firsts[index]!] = 1;
  let nRepeated = 0;
  for (let index = 0; index < places.length; index++) if (places[index] === 1) places[index] = ++nRepeated;
  const repeated = { indexes: new Uint32Array(nRepeated), firsts: new Uint32Array(nRepeated) };
  for (let index = 0; index < places.length; index++) {
    if (places[index] === 0) continue;
    repeated.indexes[places[index]! - 1] = index;
    repeated.firsts[places[index]! - 1] = places[firsts[index]!]! - 1;
  }
  release(firsts);
  release(places);
  return repeated;
}

/** Of rows that change: kept up to date edit by edit. */
export class RepeatedRows implements Repeated {
  readonly #counts = new KeyCounts();
  readonly #keys: Keys;
  /** Absent when keys that are, or were, repeated have come or gone. */
  #found: RepeatedKeys | undefined;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  add(key: number): void {
    if (key === 0) return;
    this.#counts.add(key);
    if (this.#counts.isRepeated(key)) this.#found = undefined;
  }

  remove(key: number): void {
    if (key === 0) return;
    if (this.#counts.isRepeated(key)) this.#found = undefined;
    this.#counts.remove(key);
  }

  /** `nAdded` rows have come in the place of `nRemoved` ones, whose keys were removed. */
  move(start: number, nRemoved: number, nAdded: number): void {
    if (this.#found === undefined || nRemoved === nAdded) return;
    const { indexes } = this.#found;
    // A removed row with a repeated key would have undone what is found.
    for (let i = 0; i < indexes.length; i++) if (indexes[i]! >= start) indexes[i]! += nAdded - nRemoved;
  }

  keys(): RepeatedKeys {
    return (this.#found ??= this.#find());
  }

  #find(): RepeatedKeys {
    if (this.#counts.nRepeated === 0) return NONE;
    const found: number[] = [];
    const length = this.#keys.length();
    for (let index = 0; index < length; index++) {
      const key = this.#keys.at(index);
      if (key !== 0 && this.#counts.isRepeated(key)) found.push(index);
    }
    const indexes = Uint32Array.from(found);
    return { indexes, firsts: firstOfKey(indexes.length, (place) => this.#keys.at(indexes[place]!)) };
  }
}
