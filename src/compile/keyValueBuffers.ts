/**
 * The key/value cache of one sequence, held on our side. The graph reads it in place and returns only the new positions, which
 * are written into it: handing the whole cache back and forth would copy more with every token.
 */
import type { ModelConfig } from '../model/config.ts';
import { pastName } from './decoderGraph.ts';
import { cacheHeadDim } from './kernels/inference.ts';
import type { Feeds, Runtime } from './session.ts';

/** Room is made in steps of this many tokens at least. */
const STEP = 64;

export class KeyValueBuffers {
  readonly #config: ModelConfig;
  /** hd, as the cache has it. */
  readonly #width: number;
  #length = 0;
  #capacity = 0;
  /** Keys and values of each layer, in that order. Each [KV, capacity, hd] */
  #buffers: Float32Array[];
  #feeds: Feeds | undefined;

  constructor(config: ModelConfig) {
    this.#config = config;
    this.#width = cacheHeadDim(config.headDim);
    this.#buffers = Array.from({ length: 2 * config.nLayer }, () => new Float32Array(0));
  }

  get length(): number {
    return this.#length;
  }

  /** Makes room for `total` tokens. */
  reserve(total: number): void {
    if (total <= this.#capacity) return;
    const { nKvHead, maxPosition } = this.#config;
    const width = this.#width;
    const wanted = Math.max(total, 2 * this.#capacity);
    const capacity = Math.max(total, Math.min(Math.ceil(wanted / STEP) * STEP, maxPosition));
    this.#buffers = this.#buffers.map((old) => {
      const buffer = new Float32Array(nKvHead * capacity * width);
      for (let head = 0; head < nKvHead; head++) {
        const from = head * this.#capacity * width;
        buffer.set(old.subarray(from, from + this.#length * width), head * capacity * width);
      }
      return buffer;
    });
    this.#capacity = capacity;
    this.#feeds = undefined;
  }

  /** Graph inputs that read the buffers in place. */
  feeds(runtime: Runtime): Feeds {
    this.#feeds ??= Object.fromEntries(
      this.#buffers.map((buffer, i) => [
        pastName(Math.floor(i / 2), i % 2 === 0 ? 'key' : 'value'),
        runtime.floats(buffer, [1, this.#config.nKvHead, this.#capacity, this.#width]),
      ]),
    );
    return this.#feeds;
  }

  /** positions [2L, KV, nToken, hd] */
  append(positions: Float32Array, nToken: number): void {
    const { nKvHead } = this.#config;
    const width = this.#width;
    const size = nToken * width;
    let from = 0;
    for (const buffer of this.#buffers)
      for (let head = 0; head < nKvHead; head++, from += size)
        buffer.set(positions.subarray(from, from + size), (head * this.#capacity + this.#length) * width);
    this.#length += nToken;
  }
}
