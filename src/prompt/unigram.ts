/**
 * Unigram (SentencePiece's): of all ways to write a word with pieces of the vocabulary, the one with the highest sum of
 * scores. Linear in the length of the word; sums are added in the order of the reference, so that ties end alike.
 */
import type { JsonObject } from '../common/json.ts';
import { byteIds } from './bpe.ts';
import type { TokenSink } from './tokenSink.ts';
import { byteToken, Unencodable, UnsupportedTokenizer, type WordEncoder } from './wordEncoder.ts';

/** What an unknown character costs more than the worst piece. */
const UNKNOWN_PENALTY = 10;
const UNKNOWN = -1;

/** Throws UnsupportedTokenizer. `mapsSpaces`: a space stands for ▁ in the vocabulary. */
export function createUnigram(
  model: JsonObject,
  ids: ReadonlyMap<string, number>,
  { mapsSpaces }: { mapsSpaces: boolean },
): WordEncoder {
  const scores = readScores(model);
  const unknownId = model['unk_id'];
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY;
  const fallback = model['byte_fallback'] === true ? byteIds(ids) : undefined;
  // SentencePiece never finds control, byte and unknown pieces in text; Rust's copy finds them when they are spelled out.
  const forbidden = new Set<number>();
  if (typeof unknownId === 'number') forbidden.add(unknownId);
  for (let byte = 0; byte < 256; byte++) forbidden.add(ids.get(byteToken(byte)) ?? UNKNOWN);
  const trie = new UnitTrie(ids);
  const encoder = new TextEncoder();
  let best = new Float64Array(256);
  let from = new Int32Array(256);
  let piece = new Int32Array(256);

  const encode = (word: string, base: number, sink: TokenSink): void => {
    const n = word.length;
    if (best.length <= n) {
      best = new Float64Array(2 * n);
      from = new Int32Array(2 * n);
      piece = new Int32Array(2 * n);
    }
    from.fill(-1, 0, n + 1);
    best[0] = 0;
    const reach = (end: number, start: number, id: number, score: number): void => {
      if (from[end] !== -1 && score <= best[end]!) return;
      best[end] = score;
      from[end] = start;
      piece[end] = id;
    };
    for (let start = 0; start < n;) {
      const width = word.codePointAt(start)! > 0xffff ? 2 : 1;
      const soFar = best[start]!;
      let isKnown = false;
      let node = 0;
      for (let end = start; end < n;) {
        const unit = word.charCodeAt(end++);
        node = trie.child(node, mapsSpaces && unit === 0x20 ? 0x2581 : unit);
        if (node < 0) break;
        const id = trie.idAt(node);
        if (id < 0 || forbidden.has(id)) continue;
        reach(end, start, id, scores[id]! + soFar);
        if (end - start === width) isKnown = true;
      }
      if (!isKnown) reach(start + width, start, UNKNOWN, unknownScore + soFar);
      start += width;
    }
    const firstToken = sink.length;
    for (let end = n; end > 0; end = from[end]!) {
      const start = from[end]!;
      if (piece[end] === UNKNOWN) pushBytes(word.slice(start, end), start, base, sink);
      else sink.push(piece[end]!, base + start, base + end);
    }
    reverse(sink, firstToken);
  };

  /** Last byte first, as everything else is pushed. */
  const pushBytes = (character: string, at: number, base: number, sink: TokenSink): void => {
    if (fallback === undefined) throw new Unencodable(at);
    for (const byte of encoder.encode(character).reverse())
      sink.push(fallback[byte]!, base + at, base + at + character.length);
  };

  return {
    encode,
    forbid: (more) => {
      for (const id of more) forbidden.add(id);
    },
  };
}

function readScores(model: JsonObject): Float64Array {
  const vocab = Array.isArray(model['vocab']) ? model['vocab'] : [];
  return Float64Array.from(vocab, (entry) => {
    const score = Array.isArray(entry) ? entry[1] : undefined;
    if (typeof score !== 'number') throw new UnsupportedTokenizer('its vocabulary is not made of pieces and scores');
    return score;
  });
}

function reverse({ ids, offsets, length }: TokenSink, first: number): void {
  ids.subarray(first, length).reverse();
  for (let a = first, b = length - 1; a < b; a++, b--) {
    for (const side of [0, 1]) {
      const kept = offsets[2 * a + side]!;
      offsets[2 * a + side] = offsets[2 * b + side]!;
      offsets[2 * b + side] = kept;
    }
  }
}

/** Pieces by their UTF-16 units: edges in one hash table, as a quarter of a million pieces make a million of them. */
class UnitTrie {
  readonly #mask: number;
  /** Parent of an edge, -1 where the slot is free; its unit; the node it leads to. */
  readonly #parents: Int32Array;
  readonly #units: Uint16Array;
  readonly #children: Int32Array;
  readonly #ids: Int32Array;

  constructor(pieces: ReadonlyMap<string, number>) {
    let nUnits = 0;
    for (const token of pieces.keys()) nUnits += token.length;
    let nSlots = 16;
    while (nSlots < 2 * nUnits) nSlots *= 2;
    this.#mask = nSlots - 1;
    this.#parents = new Int32Array(nSlots).fill(-1);
    this.#units = new Uint16Array(nSlots);
    this.#children = new Int32Array(nSlots);
    this.#ids = new Int32Array(nUnits + 1).fill(-1);
    let nNodes = 1;
    for (const [token, id] of pieces) {
      let node = 0;
      for (let i = 0; i < token.length; i++) {
        const unit = token.charCodeAt(i);
        const slot = this.#slotOf(node, unit);
        if (this.#parents[slot] === -1) {
          this.#parents[slot] = node;
          this.#units[slot] = unit;
          this.#children[slot] = nNodes++;
        }
        node = this.#children[slot]!;
      }
      if (node > 0) this.#ids[node] = id;
    }
  }

  /** -1: no piece goes on so. */
  child(node: number, unit: number): number {
    const slot = this.#slotOf(node, unit);
    return this.#parents[slot] === -1 ? -1 : this.#children[slot]!;
  }

  /** The piece that ends at the node, else -1. */
  idAt(node: number): number {
    return this.#ids[node]!;
  }

  #slotOf(node: number, unit: number): number {
    let slot = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
    slot = (slot ^ (slot >>> 15)) & this.#mask;
    while (this.#parents[slot] !== -1 && !(this.#parents[slot] === node && this.#units[slot] === unit))
      slot = (slot + 1) & this.#mask;
    return slot;
  }
}
