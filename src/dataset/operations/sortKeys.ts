/** What rows are sorted by: the length of their text, or a field. */
import { isJsonObject, type JsonValue } from '../../common/json.ts';
import type { TableRow } from '../fileTable.ts';
import type { SortKey } from './order.ts';

export type SortBy = 'length' | 'value';

/** `field`: a key, or keys joined by dots for a field within a field; without one the whole row counts. */
export function sortKeyOf(by: SortBy, field: string | undefined): (row: TableRow) => SortKey {
  return ({ value }) => {
    const found = field === undefined || value === undefined ? value : fieldAt(value, field);
    if (found === undefined) return undefined;
    return by === 'length' ? characters(found) : comparable(found);
  };
}

/** A key with dots in it is found before a path. */
function fieldAt(value: JsonValue, field: string): JsonValue | undefined {
  if (Array.isArray(value)) {
    const [first = '', ...rest] = field.split('.');
    const item = /^\d+$/.test(first) ? value[Number(first)] : undefined;
    return item === undefined || rest.length === 0 ? item : fieldAt(item, rest.join('.'));
  }
  if (!isJsonObject(value)) return undefined;
  if (Object.hasOwn(value, field)) return value[field];
  for (let dot = field.indexOf('.'); dot >= 0; dot = field.indexOf('.', dot + 1)) {
    const key = field.slice(0, dot);
    if (Object.hasOwn(value, key)) return fieldAt(value[key]!, field.slice(dot + 1));
  }
  return undefined;
}

/** Characters of all its texts; what stands outside of strings, and keys, are not counted. */
function characters(value: JsonValue): number {
  if (typeof value === 'string') return codePoints(value);
  if (typeof value !== 'object' || value === null) return 0;
  let n = 0;
  for (const item of Array.isArray(value) ? value : Object.values(value)) n += characters(item);
  return n;
}

function codePoints(text: string): number {
  let n = text.length;
  for (let i = 0; i + 1 < text.length; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) n--;
  return n;
}

/** Lists and objects are compared as they would be written. */
const comparable = (value: JsonValue): SortKey =>
  typeof value === 'string' || typeof value === 'number' ? value : value === null ? undefined : JSON.stringify(value);
