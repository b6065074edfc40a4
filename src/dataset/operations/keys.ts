/** By what rows are compared: short digests, so that a table of a million rows stays small. '' stands for a row that nothing equals. */
import { hash } from 'node:crypto';
import { fieldsOf, NO_COLUMNS } from '../columns.ts';
import { guessFormat } from '../detect.ts';
import type { TableRow } from '../fileTable.ts';
import { promptParts } from '../promptParts.ts';
import type { ReadOptions } from '../read.ts';
import { addNormalized } from '../rowKeys.ts';

export type KeyOf = (row: TableRow) => string;

/** Equal for rows with the same value: white space and escapes make no difference, the order of keys and every digit do. */
export const valueKey: KeyOf = ({ value, text, isFaulty }) => {
  if (value === undefined || isFaulty) return '';
  return digest(JSON.stringify(value) + (LONG_NUMBER.test(text) ? longNumbers(text) : ''));
};

/** More digits than a double keeps, or an exponent too large for one. */
const LONG_NUMBER = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;

/** Such numbers, as they are written; digits in strings are passed over. */
function longNumbers(text: string): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g) ?? [];
  return tokens.filter((token) => !token.startsWith('"') && LONG_NUMBER.test(token)).join();
}

/** Equal for rows that ask the same, whatever they answer; rows without a prompt are compared as values. */
export const promptKey =
  ({ columns = NO_COLUMNS, format }: ReadOptions): KeyOf =>
  (row) => {
    if (row.value === undefined || row.isFaulty) return '';
    const fields = fieldsOf(row.value, columns);
    const parts = fields === undefined ? undefined : promptParts(format ?? guessFormat(fields).format, fields);
    if (parts === undefined) return valueKey(row);
    let text = 'prompt';
    const sink = {
      add: (part: string) => (text += `\n${part}`),
      addNormalized: (part: string) => (text += `\n${part.replace(/\s+/g, '').toLowerCase()}`),
    };
    for (const part of parts.prompt) addNormalized(sink, part);
    return digest(text);
  };

/** 96 bits, one byte a character: two rows of a billion have the same one by chance once in a hundred billion files. */
const digest = (text: string): string => hash('sha256', text, 'buffer').toString('latin1', 0, 12);
