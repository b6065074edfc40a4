/** What rows are sorted by: the length of their text, or a field. */
import { isJsonObject, type JsonValue } from '../../common/json.ts';
import type { Path } from '../columns.ts';
import type { TableRow } from '../fileTable.ts';
import { nodeAt, rowTree } from '../rowTree.ts';
import type { SortKey } from './order.ts';

export type SortBy = 'length' | 'value';

/** `field`: a key, or keys joined by dots for a field within a field; without one the whole row counts. */
export function sortKeyOf(by: SortBy, field: string | undefined): (row: TableRow) => SortKey {
  return ({ value, text }) => {
    if (value === undefined) return undefined;
    const found = field === undefined ? { value, path: [] } : fieldAt(value, field);
    if (found === undefined) return undefined;
    if (by === 'length') return characters(found.value);
    return typeof found.value === 'number' ? exact(found.value, text, found.path) : comparable(found.value);
  };
}

type Found = { value: JsonValue; path: Path };

/** A key with dots in it is found before a path. */
function fieldAt(value: JsonValue, field: string, path: Path = []): Found | undefined {
  if (Array.isArray(value)) {
    const [first = '', ...rest] = field.split('.');
    const index = Number(first);
    const item = /^\d+$/.test(first) ? value[index] : undefined;
    if (item === undefined) return undefined;
    return rest.length === 0
      ? { value: item, path: [...path, index] }
      : fieldAt(item, rest.join('.'), [...path, index]);
  }
  if (!isJsonObject(value)) return undefined;
  if (Object.hasOwn(value, field)) return { value: value[field]!, path: [...path, field] };
  for (let dot = field.indexOf('.'); dot >= 0; dot = field.indexOf('.', dot + 1)) {
    const key = field.slice(0, dot);
    if (Object.hasOwn(value, key)) return fieldAt(value[key]!, field.slice(dot + 1), [...path, key]);
  }
  return undefined;
}

/** No integer that a double holds is longer. */
const MAX_DIGITS = 310;

/** An integer beyond those that a double tells apart is read from its digits. */
function exact(value: number, text: string, path: Path): number | bigint {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER || !Number.isFinite(value)) return value;
  const node = nodeAt(rowTree(text), path);
  const digits = node === undefined ? '' : text.slice(node.offset, node.offset + node.length);
  return /^-?\d+$/.test(digits) && digits.length <= MAX_DIGITS ? BigInt(digits) : value;
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
  typeof value === 'string' ? value : value === null ? undefined : JSON.stringify(value);
