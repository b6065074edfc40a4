/** Which format a row, and so a file, is in: each format has evidence of its own; the majority of the first rows decides. */
import { isJsonObject, type JsonObject } from '../common/json.ts';
import type { Columns } from './columns.ts';
import { FORMAT_IDS, type FormatId } from './formats.ts';
import { knownFields, requiredFields } from './schema.ts';
import { closest } from '../common/spelling.ts';

/** `sure`: the row has all that makes the format; otherwise it has a part of it and nothing foreign. */
export type Guess = { format: FormatId | 'unknown'; sure: boolean };

/** Rows that are asked; the rest of a file never changes its format. */
export const SAMPLE_ROWS = 200;

const has = (row: JsonObject, ...keys: string[]): boolean => keys.every((key) => Object.hasOwn(row, key));

/** In this order: a format that has another's fields and more comes first. */
const EVIDENCE: [FormatId, (row: JsonObject) => boolean][] = [
  ['preference', (row) => has(row, 'chosen', 'rejected') || has(row, 'preferred_output', 'non_preferred_output')],
  [
    'kto',
    (row) =>
      ((has(row, 'kto_tag') || typeof row['label'] === 'boolean') &&
        (has(row, 'prompt', 'completion') || has(row, 'messages') || has(row, 'conversations'))) ||
      // Alpaca rows may have a label of their own: a class, for example.
      has(row, 'instruction', 'output', 'kto_tag'),
  ],
  ['chat', (row) => Array.isArray(row['messages']) && row['messages'].every(isMessage)],
  ['sharegpt', (row) => Array.isArray(row['conversations']) && row['conversations'].every(isJsonObject)],
  ['alpaca', (row) => has(row, 'instruction', 'output')],
  ['completion', (row) => has(row, 'prompt', 'completion')],
  ['text', (row) => typeof row['text'] === 'string'],
];

const isMessage = (value: unknown): boolean => isJsonObject(value) && (has(value, 'role') || has(value, 'content'));

export function guessFormat(row: JsonObject): Guess {
  const sure = EVIDENCE.find(([, fits]) => fits(row));
  if (sure !== undefined) return { format: sure[0], sure: true };
  const close = FORMAT_IDS.find((format) => isCloseTo(row, format));
  return { format: close ?? 'unknown', sure: false };
}

/** A required field of the format is there, and every other field is one of its own or a slip of the pen. */
function isCloseTo(row: JsonObject, format: FormatId): boolean {
  const required = requiredFields(format);
  const known = knownFields(format);
  const keys = Object.keys(row);
  return (
    keys.some((key) => required.includes(key)) &&
    keys.every((key) => known.includes(key) || closest(key, known) !== undefined)
  );
}

const KEY = /["'](\w{2,30})["']\s*:/g;

/** A row that cannot be parsed still shows its keys. */
export function guessFromText(text: string, columns: Columns): Guess {
  const row: JsonObject = {};
  // A row's own fields come early; a megabyte of text has nothing to add.
  for (const [, key] of text.slice(0, 20_000).matchAll(KEY))
    if (key !== undefined) row[(Object.hasOwn(columns, key) ? columns[key] : undefined) ?? key] = '';
  const format = FORMAT_IDS.find((id) => requiredFields(id).every((field) => has(row, field)));
  return { format: format ?? guessFormat(row).format, sure: false };
}

/** The file's format: the most frequent guess of the first rows, unless more of them fit nothing. */
export function detectFormat(guesses: readonly Guess[]): FormatId | 'unknown' {
  const votes = new Map<FormatId | 'unknown', number>();
  for (const { format } of guesses) votes.set(format, (votes.get(format) ?? 0) + 1);
  let best: FormatId | 'unknown' = 'unknown';
  for (const format of FORMAT_IDS)
    if ((votes.get(format) ?? 0) > 0 && (votes.get(format) ?? 0) >= (votes.get(best) ?? 0)) {
      if (best !== 'unknown' && votes.get(format) === votes.get(best)) continue;
      best = format;
    }
  return best;
}
