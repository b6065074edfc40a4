/** Tokens as they are found: ids and character ranges in typed arrays that grow, for texts of any length. */

export class TokenSink {
  ids = new Int32Array(1024);
  /** [start0, end0, start1, …], UTF-16. */
  offsets = new Uint32Array(2048);
  length = 0;

  push(id: number, start: number, end: number): void {
    const t = this.length;
    if (t === this.ids.length) this.#grow(t + 1);
    this.ids[t] = id;
    this.offsets[2 * t] = start;
    this.offsets[2 * t + 1] = end;
    this.length = t + 1;
  }

  /** Makes room for `n` more. */
  reserve(n: number): void {
    if (this.length + n > this.ids.length) this.#grow(this.length + n);
  }

  /** Copies of what is in it. */
  toArrays(): { ids: Int32Array; offsets: Uint32Array } {
    return { ids: this.ids.slice(0, this.length), offsets: this.offsets.slice(0, 2 * this.length) };
  }

  #grow(needed: number): void {
    const capacity = Math.max(needed, 2 * this.ids.length);
    const ids = new Int32Array(capacity);
    ids.set(this.ids);
    const offsets = new Uint32Array(2 * capacity);
    offsets.set(this.offsets);
    this.ids = ids;
    this.offsets = offsets;
  }
}
