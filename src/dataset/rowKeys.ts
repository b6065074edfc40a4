/** What makes rows equal: as values, and in what they ask and answer. */
import { hash as digest } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { createTextHash, type TextHash } from '../common/textHash.ts';
import type { Columns } from './columns.ts';
import type { FormatId } from './formats.ts';
import { mediaOf } from './media.ts';
import { promptParts, type PromptParts } from './promptParts.ts';

/** A row's name in events and caches: the first 16 hex digits of the SHA-256 of the value as compact JSON, keys in file order. */
export function rowHash(value: JsonValue | undefined): string {
  return value === undefined ? '' : digest('sha256', JSON.stringify(value), 'hex').slice(0, 16);
}

/** The same, with what else a sample is made from: a name for what follows from the sample. */
export const sampleHash = (value: JsonValue | undefined, format: FormatId | 'unknown', columns: Columns): string =>
  `${rowHash(value)} ${format} ${JSON.stringify(columns)}`;

const shared = createTextHash();

/** Equal for rows that are equal as values: white space and escapes make no difference, the order of keys does. */
export function rowKey(value: JsonValue): number {
  shared.reset();
  addValue(shared, value);
  return shared.value();
}

function addValue(hash: TextHash, value: JsonValue): void {
  if (typeof value === 'string') {
    hash.add(value);
    return;
  }
  if (Array.isArray(value)) {
    hash.add('[');
    for (const item of value) addValue(hash, item);
    hash.add(']');
  } else if (isJsonObject(value)) {
    hash.add('{');
    for (const key in value) {
      hash.add(key);
      addValue(hash, value[key]!);
    }
    hash.add('}');
  } else hash.add(`\u0000${String(value)}`);
}

/** Keys of a row's question and of its answer, without regard to case and white space; 0 where it has none that could be compared. */
export type PromptKeys = { promptKey: number; answerKey: number };

export const NO_PROMPT: PromptKeys = { promptKey: 0, answerKey: 0 };

/** Expects fields without schema errors. */
export function promptKeys(format: FormatId, fields: JsonObject): PromptKeys {
  // Two answers to one prompt are what these are about.
  if (format === 'preference' || format === 'kto') return NO_PROMPT;
  const parts = promptParts(format, fields);
  if (parts === undefined) return NO_PROMPT;
  const media = mediaOf(fields);
  return keysOf(media.length === 0 ? parts : { ...parts, prompt: [...parts.prompt, ...media] });
}

function keysOf({ prompt, answer }: PromptParts): PromptKeys {
  shared.reset();
  for (const part of prompt) addNormalized(shared, part);
  const promptKey = shared.value();
  shared.reset();
  addNormalized(shared, answer);
  return { promptKey, answerKey: shared.value() };
}

/** What is there to compare: texts without regard to case and white space, and other values. */
export function addNormalized(hash: Pick<TextHash, 'add' | 'addNormalized'>, value: JsonValue | undefined): void {
  if (value === undefined || value === null) hash.add('');
  else if (typeof value === 'string') hash.addNormalized(value);
  else if (Array.isArray(value)) for (const item of value) addNormalized(hash, item);
  else if (isJsonObject(value)) for (const key in value) addNormalized(hash, value[key]);
  else hash.add(String(value));
}
