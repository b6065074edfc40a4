/**
 * Text after a tokenizer's normalizers, with the range of the original text that each of its characters came from.
 * Only normalizers whose effect can be followed are accepted; the result is checked against the library's own.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';

/** `starts[i]`, `ends[i]`: UTF-16 range in the original of the UTF-16 unit i of `text`. Inserted units have an empty range. */
export type AlignedText = { text: string; starts: number[]; ends: number[] };

/** The identity: every unit is its own origin; the two halves of a surrogate pair share the pair's range. */
export function alignIdentity(text: string): AlignedText {
  const aligned: AlignedText = { text: '', starts: [], ends: [] };
  for (const character of text) append(aligned, character, aligned.text.length, aligned.text.length + character.length);
  return aligned;
}

/** Applies a tokenizer.json normalizer. Undefined when its effect on this text cannot be followed. */
export function alignNormalized(text: AlignedText, normalizer: JsonValue | undefined): AlignedText | undefined {
  if (normalizer === null || normalizer === undefined) return text;
  if (!isJsonObject(normalizer)) return undefined;
  const type = kindOf(normalizer);
  switch (type) {
    case 'Sequence': {
      const steps = normalizer['normalizers'];
      if (!Array.isArray(steps)) return undefined;
      return steps.reduce<AlignedText | undefined>(
        (aligned, step) => (aligned === undefined ? undefined : alignNormalized(aligned, step)),
        text,
      );
    }
    case 'Prepend':
      return typeof normalizer['prepend'] === 'string' ? prepend(text, normalizer['prepend']) : undefined;
    case 'Replace': {
      const pattern = isJsonObject(normalizer['pattern']) ? normalizer['pattern']['String'] : undefined;
      const content = normalizer['content'];
      if (typeof pattern !== 'string' || pattern === '' || typeof content !== 'string') return undefined;
      return replace(text, pattern, content);
    }
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return mapClusters(text, (cluster) => cluster.normalize(type));
    case 'Lowercase':
      return mapClusters(text, (cluster) => cluster.toLowerCase());
    default:
      return undefined;
  }
}

/** The `type` of a step of a tokenizer.json. */
export const kindOf = (step: JsonObject): string => (typeof step['type'] === 'string' ? step['type'] : 'unnamed');

function prepend({ text, starts, ends }: AlignedText, prefix: string): AlignedText {
  if (text === '') return { text, starts, ends };
  const origin = new Array<number>(prefix.length).fill(starts[0]!);
  return { text: prefix + text, starts: [...origin, ...starts], ends: [...origin, ...ends] };
}

function replace(source: AlignedText, pattern: string, content: string): AlignedText {
  const result: AlignedText = { text: '', starts: [], ends: [] };
  let position = 0;
  for (;;) {
    const found = source.text.indexOf(pattern, position);
    const until = found === -1 ? source.text.length : found;
    result.text += source.text.slice(position, until);
    for (let i = position; i < until; i++) {
      result.starts.push(source.starts[i]!);
      result.ends.push(source.ends[i]!);
    }
    if (found === -1) return result;
    append(result, content, source.starts[found]!, source.ends[found + pattern.length - 1]!);
    position = found + pattern.length;
  }
}

/** A base character with its combining marks, or a run of Hangul letters that may compose into syllables. */
const CLUSTER = /[\u1100-\u11ff\uac00-\ud7ff]+\p{M}*|[^\p{M}]?\p{M}+|[^]/gu;

/** Rewrites cluster by cluster; what a changed cluster becomes all stems from the whole cluster. */
function mapClusters(source: AlignedText, rewrite: (cluster: string) => string): AlignedText | undefined {
  const expected = rewrite(source.text);
  if (expected === source.text) return source;
  const result: AlignedText = { text: '', starts: [], ends: [] };
  for (const match of source.text.matchAll(CLUSTER)) {
    const [cluster] = match;
    const rewritten = rewrite(cluster);
    const last = match.index + cluster.length - 1;
    if (rewritten !== cluster) {
      append(result, rewritten, source.starts[match.index]!, source.ends[last]!);
      continue;
    }
    result.text += cluster;
    for (let i = match.index; i <= last; i++) {
      result.starts.push(source.starts[i]!);
      result.ends.push(source.ends[i]!);
    }
  }
  return result.text === expected ? result : undefined;
}

function append(target: AlignedText, content: string, start: number, end: number): void {
  target.text += content;
  // Bounds, not contents: once per UTF-16 unit.
  while (target.starts.length < target.text.length) {
    target.starts.push(start);
    target.ends.push(end);
  }
}
