/** Which rows have a key that another row has too, kept up to date edit by edit: of a large file, whole-file rules look at these alone. */
import { KeyCounts } from '../common/keyCounts.ts';
import type { Repeated } from './rule.ts';

export class RepeatedRows implements Repeated {
  readonly #counts = new KeyCounts();
  readonly #keys: { length: () => number; at: (index: number) => number };
  /** Absent when keys that are, or were, repeated have come or gone. */
  #indexes: number[] | undefined;

  /** `keys`: of all rows; 0 is none. */
  constructor(keys: { length: () => number; at: (index: number) => number }) {
    this.#keys = keys;
  }

  add(key: number): void {
    if (key === 0) return;
    this.#counts.add(key);
    if (this.#counts.isRepeated(key)) this.#indexes = undefined;
  }

  remove(key: number): void {
    if (key === 0) return;
    if (this.#counts.isRepeated(key)) this.#indexes = undefined;
    this.#counts.remove(key);
  }

  /** `nAdded` rows have come in the place of `nRemoved` ones, whose keys were removed. */
  move(start: number, nRemoved: number, nAdded: number): void {
    if (nRemoved === nAdded) return;
    this.#indexes = this.#indexes
      ?.filter((index) => index < start || index >= start + nRemoved)
      .map((index) => (index < start ? index : index + nAdded - nRemoved));
  }

  indexes(): readonly number[] {
    return (this.#indexes ??= this.#find());
  }

  #find(): number[] {
    const found: number[] = [];
    if (this.#counts.nRepeated === 0) return found;
    const length = this.#keys.length();
    for (let index = 0; index < length; index++) {
      const key = this.#keys.at(index);
      if (key !== 0 && this.#counts.isRepeated(key)) found.push(index);
    }
    return found;
  }
}
