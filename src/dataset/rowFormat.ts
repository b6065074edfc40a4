/** Whether a row belongs to its file's format at all. */
import type { JsonObject } from '../common/json.ts';
import type { FormatId } from './formats.ts';
import type { RowFacts } from './row.ts';
import { requiredFields } from './schema.ts';

/** The row has all of another format and nothing that its file's format asks for: it is not a faulty row, but one of another kind. */
export function isForeign(row: RowFacts, fields: JsonObject, format: FormatId): boolean {
  if (row.guess === undefined || !row.guess.sure || row.guess.format === format) return false;
  // An answer that may be an unwanted one is never read as one to train on.
  if (row.guess.format === 'kto' && Object.hasOwn(fields, 'kto_tag')) return true;
  return !requiredFields(format).some((field) => Object.hasOwn(fields, field));
}
