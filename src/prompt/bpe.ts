/**
 * Byte-pair encoding of a word, over bytes (GPT-2's way) or over characters (SentencePiece's, with single bytes for what
 * the vocabulary lacks). Character ranges come with the merging, so they are exact by construction.
 */
import type { JsonObject, JsonValue } from '../common/json.ts';
import { BYTE_ALPHABET } from './byteAlphabet.ts';
import { MergeTable, type Merge } from './mergeTable.ts';
import type { Spelling } from './tokenBytes.ts';
import type { TokenSink } from './tokenSink.ts';
import { byteToken, Unencodable, UnsupportedTokenizer, type WordEncoder } from './wordEncoder.ts';

/** Throws UnsupportedTokenizer. `mapsSpaces`: a space stands for ▁ in the vocabulary. */
export function createBpe(
  model: JsonObject,
  ids: ReadonlyMap<string, number>,
  { spelling, mapsSpaces }: { spelling: Spelling; mapsSpaces: boolean },
): WordEncoder {
  for (const affix of ['continuing_subword_prefix', 'end_of_word_suffix'])
    if (typeof model[affix] === 'string' && model[affix] !== '')
      throw new UnsupportedTokenizer(`its tokens have a ${affix.replaceAll('_', ' ')}`);
  const pairs = readMerges(model['merges']);
  const table = new MergeTable(pairs.map((pair) => toMerge(pair, ids)));
  return spelling === 'byte-level'
    ? createByteBpe(model, ids, table)
    : createCharacterBpe(model, ids, table, { pairs, mapsSpaces });
}

function createByteBpe(model: JsonObject, ids: ReadonlyMap<string, number>, table: MergeTable): WordEncoder {
  const idOfByte = new Int32Array(256).fill(-1);
  const alphabet = new Array<string>(256);
  for (const [character, byte] of BYTE_ALPHABET) {
    alphabet[byte] = character;
    idOfByte[byte] = ids.get(character) ?? -1;
  }
  const wholeWords = model['ignore_merges'] === true;
  const forbidden = new Set<number>();
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(256);
  /** Of each byte: where its character starts and ends in the word. */
  let starts = new Int32Array(256);
  let ends = new Int32Array(256);

  const encode = (word: string, base: number, sink: TokenSink): void => {
    if (bytes.length < 3 * word.length) {
      bytes = new Uint8Array(6 * word.length);
      starts = new Int32Array(bytes.length);
      ends = new Int32Array(bytes.length);
    }
    const n = encoder.encodeInto(word, bytes).written;
    placeBytes(word, n, starts, ends);
    if (wholeWords) {
      let spelled = '';
      for (let i = 0; i < n; i++) spelled += alphabet[bytes[i]!]!;
      const id = ids.get(spelled);
      if (id !== undefined && !forbidden.has(id)) {
        sink.push(id, base, base + word.length);
        return;
      }
    }
    table.reserve(n);
    const { symbols, lengths } = table;
    for (let i = 0; i < n; i++) {
      const id = idOfByte[bytes[i]!]!;
      if (id < 0) throw new Unencodable(starts[i]!);
      symbols[i] = id;
      lengths[i] = 1;
    }
    const nTokens = table.merge(n);
    let at = 0;
    for (let t = 0; t < nTokens; t++) {
      const end = at + lengths[t]!;
      if (forbidden.has(symbols[t]!)) throw new Unencodable(starts[at]!);
      sink.push(symbols[t]!, base + starts[at]!, base + ends[end - 1]!);
      at = end;
    }
  };
  return { encode, forbid: (more) => addAll(forbidden, more) };
}

/** Fills in the range of the character that each of the `n` UTF-8 bytes belongs to. */
function placeBytes(word: string, n: number, starts: Int32Array, ends: Int32Array): void {
  if (n === word.length) {
    for (let i = 0; i < n; i++) {
      starts[i] = i;
      ends[i] = i + 1;
    }
    return;
  }
  let byte = 0;
  for (let unit = 0; unit < word.length;) {
    const point = word.codePointAt(unit)!;
    const end = unit + (point > 0xffff ? 2 : 1);
    for (let last = byte + utf8Length(point); byte < last; byte++) {
      starts[byte] = unit;
      ends[byte] = end;
    }
    unit = end;
  }
}

const utf8Length = (point: number): number => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);

function createCharacterBpe(
  model: JsonObject,
  ids: ReadonlyMap<string, number>,
  table: MergeTable,
  { pairs, mapsSpaces }: { pairs: readonly Pair[]; mapsSpaces: boolean },
): WordEncoder {
  const idOfPoint = new Map<number, number>();
  /** Byte tokens come out for bytes only, never for a text that is spelled like one. */
  const forbidden = new Set<number>();
  for (const [token, id] of ids) {
    const point = token.codePointAt(0);
    if (point !== undefined && token.length === (point > 0xffff ? 2 : 1)) idOfPoint.set(point, id);
    else if (BYTE_TOKEN.test(token)) forbidden.add(id);
  }
  if (mapsSpaces) {
    const blockId = idOfPoint.get(BLOCK);
    if (blockId === undefined) throw new UnsupportedTokenizer('its vocabulary lacks ▁, which stands for a space');
    idOfPoint.set(BLANK, blockId);
  }
  const fallback = model['byte_fallback'] === true ? byteIds(ids) : undefined;
  const wholeWords = model['ignore_merges'] === true;
  const encoder = new TextEncoder();

  const pushBytes = (character: string, at: number, base: number, sink: TokenSink): void => {
    if (fallback === undefined) throw new Unencodable(at);
    for (const byte of encoder.encode(character)) sink.push(fallback[byte]!, base + at, base + at + character.length);
  };

  const encode = (word: string, base: number, sink: TokenSink): void => {
    if (wholeWords) {
      const id = ids.get(mapsSpaces ? word.replaceAll(' ', '▁') : word);
      if (id !== undefined && !forbidden.has(id)) {
        sink.push(id, base, base + word.length);
        return;
      }
    }
    table.reserve(word.length);
    const { symbols, lengths } = table;
    let n = 0;
    for (let unit = 0; unit < word.length; n++) {
      const point = word.codePointAt(unit)!;
      const length = point > 0xffff ? 2 : 1;
      symbols[n] = idOfPoint.get(point) ?? -1;
      lengths[n] = length;
      unit += length;
    }
    const nTokens = table.merge(n);
    let at = 0;
    for (let t = 0; t < nTokens; t++) {
      const end = at + lengths[t]!;
      const id = symbols[t]!;
      if (id < 0) pushBytes(word.slice(at, end), at, base, sink);
      else if (forbidden.has(id)) throw new Unencodable(at);
      else sink.push(id, base + at, base + end);
      at = end;
    }
  };
  const joins = joinedPoints(pairs, mapsSpaces);
  const isBoundary = (before: number, after: number): boolean => joins.get(before)?.has(after) !== true;
  return { encode, forbid: (more) => addAll(forbidden, more), ...(wholeWords ? {} : { isBoundary }) };
}

const BYTE_TOKEN = /^<0x[0-9A-F]{2}>$/;
const BLOCK = 0x2581;
const BLANK = 0x20;

/** Ids of the 256 byte tokens; undefined when one is missing, as the byte fallback needs them all. */
export function byteIds(ids: ReadonlyMap<string, number>): Int32Array | undefined {
  const found = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const id = ids.get(byteToken(byte));
    if (id === undefined) return undefined;
    found[byte] = id;
  }
  return found;
}

/** Last code point of a merge's left part -> first ones of its right parts. A token spans a place only by a merge whose parts meet there. */
function joinedPoints(pairs: readonly Pair[], mapsSpaces: boolean): Map<number, Set<number>> {
  const joins = new Map<number, Set<number>>();
  for (const [left, right] of pairs) {
    const before = lastPoint(left);
    let after = joins.get(before);
    if (after === undefined) joins.set(before, (after = new Set()));
    after.add(right.codePointAt(0)!);
  }
  if (!mapsSpaces) return joins;
  for (const after of joins.values()) if (after.has(BLOCK)) after.add(BLANK);
  const afterBlock = joins.get(BLOCK);
  if (afterBlock !== undefined) joins.set(BLANK, afterBlock);
  return joins;
}

function lastPoint(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xdc00 && last <= 0xdfff && text.length > 1 ? text.codePointAt(text.length - 2)! : last;
}

type Pair = readonly [string, string];

/** "left right" in older files, [left, right] in newer ones. */
function readMerges(value: JsonValue | undefined): Pair[] {
  if (!Array.isArray(value)) throw new UnsupportedTokenizer('its model has no merges');
  return value.map((merge): Pair => {
    const parts = typeof merge === 'string' ? merge.split(' ') : merge;
    const [left, right] = Array.isArray(parts) && parts.length === 2 ? parts : [];
    if (typeof left !== 'string' || typeof right !== 'string' || left === '' || right === '')
      throw new UnsupportedTokenizer(`it has the merge ${JSON.stringify(merge)}`);
    return [left, right];
  });
}

function toMerge([left, right]: Pair, ids: ReadonlyMap<string, number>): Merge {
  const [leftId, rightId, mergedId] = [ids.get(left), ids.get(right), ids.get(left + right)];
  if (leftId === undefined || rightId === undefined || mergedId === undefined)
    throw new UnsupportedTokenizer(`its vocabulary lacks a token of the merge of ${JSON.stringify([left, right])}`);
  return { left: leftId, right: rightId, merged: mergedId };
}

function addAll(set: Set<number>, more: Iterable<number>): void {
  for (const item of more) set.add(item);
}
