/** By what rows are compared: short digests, so that a table of a million rows stays small. '' stands for a row that nothing equals. */
import { hash } from 'node:crypto';
import type { Columns } from '../columns.ts';
import type { TableRow } from '../fileTable.ts';
import { promptText } from '../promptText.ts';

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
  (columns: Columns): KeyOf =>
  (row) => {
    if (row.value === undefined || row.isFaulty) return '';
    const prompt = promptText(row.value, columns);
    return prompt === undefined ? valueKey(row) : digest(`prompt ${prompt}`);
  };

/** 96 bits, one byte a character: two rows of a billion have the same one by chance once in a hundred billion files. */
const digest = (text: string): string => hash('sha256', text, 'buffer').toString('latin1', 0, 12);
