/** The normalizers of a tokenizer.json, each as a step whose effect on every character can be followed. Others are refused. */
import { ReplaceNormalizer } from '@huggingface/tokenizers';
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { applyEdits, type AlignedText, type Edit } from './alignedText.ts';
import { createPrecompiled } from './precompiled.ts';
import { Unencodable, UnsupportedTokenizer } from './wordEncoder.ts';

/** Throws Unencodable where the change cannot be followed. */
export type NormalizerStep = (text: AlignedText) => AlignedText;

/** The `type` of a step of a tokenizer.json. */
export const kindOf = (step: JsonObject): string => (typeof step['type'] === 'string' ? step['type'] : 'unnamed');

/** The steps of a Sequence (nested ones too), or the one step. Throws UnsupportedTokenizer. */
export function flatSteps(value: JsonValue | undefined, list: string): JsonObject[] {
  if (value === null || value === undefined) return [];
  if (!isJsonObject(value)) throw new UnsupportedTokenizer('a step of it is not an object');
  if (value['type'] !== 'Sequence') return [value];
  const steps = value[list];
  if (!Array.isArray(steps)) throw new UnsupportedTokenizer('its sequence of steps has none');
  return steps.flatMap((step) => flatSteps(step, list));
}

/** Throws UnsupportedTokenizer. */
export function compileNormalizer(step: JsonObject): NormalizerStep {
  const type = kindOf(step);
  switch (type) {
    case 'Prepend': {
      const prefix = step['prepend'];
      if (typeof prefix !== 'string') throw new UnsupportedTokenizer('its Prepend normalizer has no text');
      return (source) => (source.text === '' ? source : applyEdits(source, [{ start: 0, end: 0, content: prefix }]));
    }
    case 'Replace':
      return compileReplace(step);
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return (source) => normalForm(source, type);
    case 'Lowercase':
      return (source) =>
        applyEdits(
          source,
          rewritten(source.text, CAPITALS, (character) => character.toLowerCase()),
        );
    case 'Strip':
      return (source) => strip(source, { left: step['strip_left'] === true, right: step['strip_right'] === true });
    case 'Precompiled':
      return createPrecompiled(step['precompiled_charsmap']);
    default:
      throw new UnsupportedTokenizer(`its normalizer is of the kind "${type}"`);
  }
}

function compileReplace(step: JsonObject): NormalizerStep {
  const content = step['content'];
  const { String: string, Regex: regular } = isJsonObject(step['pattern']) ? step['pattern'] : {};
  const pattern =
    typeof string === 'string' ? { String: string } : { Regex: typeof regular === 'string' ? regular : '' };
  if (Object.values(pattern)[0] === '' || typeof content !== 'string')
    throw new UnsupportedTokenizer('its Replace normalizer has no pattern or no content');
  // The library turns the reference's dialect of regular expressions into JavaScript's.
  const regex = new ReplaceNormalizer({ type: 'Replace', pattern, content }).pattern;
  if (regex === null) throw new UnsupportedTokenizer('its Replace normalizer has an unknown pattern');
  return (source) =>
    applyEdits(
      source,
      [...source.text.matchAll(regex)].map(({ index, 0: match }) => ({
        start: index,
        end: index + match.length,
        content,
      })),
    );
}

/** What can change with its neighbours: a base character with its combining marks, a run of Hangul letters that may compose. */
const CLUSTERS = /[\u1100-\u11ff\uac00-\ud7ff]+\p{M}*|[^\p{M}]?\p{M}+|[^\0-\x7f]/gu;
const CAPITALS = /[A-Z]|[^\0-\x7f]/gu;
const NOT_ASCII = /[^\0-\x7f]/;

function normalForm(source: AlignedText, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): AlignedText {
  if (!NOT_ASCII.test(source.text)) return source;
  const expected = source.text.normalize(form);
  if (expected === source.text) return source;
  const result = applyEdits(
    source,
    rewritten(source.text, CLUSTERS, (cluster) => cluster.normalize(form)),
  );
  if (result.text !== expected) throw new Unencodable(firstDifference(result.text, expected));
  return result;
}

function rewritten(text: string, pattern: RegExp, rewrite: (part: string) => string): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: part } of text.matchAll(pattern)) {
    const content = rewrite(part);
    if (content !== part) edits.push({ start: index, end: index + part.length, content });
  }
  return edits;
}

function firstDifference(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}

/** White space as the reference knows it: JavaScript's trim takes U+FEFF too and leaves U+0085. */
function strip(source: AlignedText, { left, right }: { left: boolean; right: boolean }): AlignedText {
  const { text } = source;
  const start = left ? /^\p{White_Space}*/u.exec(text)![0].length : 0;
  let end = text.length;
  while (right && end > start && /\p{White_Space}/u.test(text[end - 1]!)) end--;
  const edits: Edit[] = [];
  if (start > 0) edits.push({ start: 0, end: start, content: '' });
  if (end < text.length) edits.push({ start: end, end: text.length, content: '' });
  return applyEdits(source, edits);
}
