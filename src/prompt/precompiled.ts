/**
 * SentencePiece's precompiled character map: a double-array trie from UTF-8 sequences to offsets in a block of zero-ended
 * texts. The library replaces it by NFKC, which is another map; here it is read as it is.
 */
import type { JsonValue } from '../common/json.ts';
import { applyEdits, type Edit } from './alignedText.ts';
import type { NormalizerStep } from './normalizer.ts';
import { UnsupportedTokenizer } from './wordEncoder.ts';

/** Throws UnsupportedTokenizer. */
export function createPrecompiled(charsmap: JsonValue | undefined): NormalizerStep {
  // No map: SentencePiece's "identity".
  if (charsmap === null || charsmap === undefined || charsmap === '') return (source) => source;
  if (typeof charsmap !== 'string') throw new UnsupportedTokenizer('its precompiled character map is not text');
  const lookUp = readMap(Buffer.from(charsmap, 'base64'));
  const ascii = Array.from({ length: 128 }, (_, code) => lookUp(String.fromCharCode(code)));
  const changesAscii = ascii.some((content) => content !== undefined);
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

  const editsOf = (run: string, at: number, edits: Edit[]): void => {
    for (const { segment, index } of graphemes.segment(run)) {
      const start = at + index;
      // The reference takes the map's first entry that the cluster starts with for the whole of it; so must we.
      const whole = Buffer.byteLength(segment) < MAX_CLUSTER_BYTES ? lookUp(segment) : undefined;
      if (whole !== undefined) {
        edits.push({ start, end: start + segment.length, content: whole });
        continue;
      }
      let position = start;
      for (const character of segment) {
        const content = lookUp(character);
        if (content !== undefined) edits.push({ start: position, end: position + character.length, content });
        position += character.length;
      }
    }
  };

  return (source) => {
    const edits: Edit[] = [];
    for (const { index, 0: run } of source.text.matchAll(changesAscii ? RUNS : RUNS_BEYOND_ASCII)) {
      if (run.length === 1 && run < '\x80') {
        const content = ascii[run.charCodeAt(0)];
        if (content !== undefined) edits.push({ start: index, end: index + 1, content });
      } else editsOf(run, index, edits);
    }
    return applyEdits(
      source,
      edits.filter(({ start, end, content }) => source.text.slice(start, end) !== content),
    );
  };
}

/** Clusters of so many bytes or more are looked up character by character. */
const MAX_CLUSTER_BYTES = 6;

/** Whatever may form clusters: characters beyond ASCII with their neighbours, CR LF; and single ASCII characters. */
const RUNS = /[\0-\x7f]?(?:[^\0-\x7f]+[\0-\x7f]?)+|\r\n|[\0-\x7f]/g;
const RUNS_BEYOND_ASCII = /[\0-\x7f]?(?:[^\0-\x7f]+[\0-\x7f]?)+/g;

/** What the first (shortest) entry that `text` starts with is mapped to. */
function readMap(bytes: Buffer): (text: string) => string | undefined {
  const trieBytes = bytes.length >= 4 ? bytes.readUInt32LE(0) : 0;
  if (trieBytes === 0 || trieBytes % 4 !== 0 || 4 + trieBytes > bytes.length)
    throw new UnsupportedTokenizer('its precompiled character map is cut off');
  const units = new Uint32Array(trieBytes / 4);
  for (let i = 0; i < units.length; i++) units[i] = bytes.readUInt32LE(4 + 4 * i);
  const texts = bytes.subarray(4 + trieBytes);
  const known = new Map<number, string>();
  const textAt = (offset: number): string => {
    const found = known.get(offset);
    if (found !== undefined) return found;
    const end = texts.indexOf(0, offset);
    const text = texts.toString('utf8', offset, end === -1 ? texts.length : end);
    known.set(offset, text);
    return text;
  };
  return (text) => {
    let node = offsetOf(units[0]!);
    for (const byte of Buffer.from(text)) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = units[node];
      if (unit === undefined || labelOf(unit) !== byte) return undefined;
      node ^= offsetOf(unit);
      if (hasLeaf(unit)) return textAt(valueOf(units[node] ?? 0));
    }
    return undefined;
  };
}

// The units of a darts-clone double array.
const hasLeaf = (unit: number): boolean => ((unit >>> 8) & 1) === 1;
const valueOf = (unit: number): number => unit & 0x7fffffff;
const labelOf = (unit: number): number => (unit & (0x80000000 | 0xff)) >>> 0;
const offsetOf = (unit: number): number => ((unit >>> 10) << ((unit & (1 << 9)) >>> 6)) >>> 0;
