/** A format's fields at a place in a row, under the names that the row has for them. */
import type { Columns, Path } from '../dataset/columns.ts';
import type { FormatId } from '../dataset/formats.ts';
import { shapeAt, type Shape } from '../dataset/schema.ts';

/** What may stand at a path of a row as it is written. */
export function shapeOfWritten(format: FormatId, columns: Columns, path: Path): Shape | undefined {
  const [first, ...rest] = path;
  if (typeof first === 'number') return shapeAt(format, ['messages', ...path]);
  const field = first === undefined ? undefined : fieldOf(first, columns);
  // An answer may be a text, a message or a list of them; the schema leaves that open.
  if (field === 'chosen' || field === 'rejected') {
    if (rest.length === 0) return shapeAt(format, [field]);
    return shapeAt(format, ['messages', ...(typeof rest[0] === 'number' ? rest : [0, ...rest])]);
  }
  return shapeAt(format, field === undefined ? [] : [field, ...rest]);
}

const fieldOf = (key: string, columns: Columns): string =>
  (Object.hasOwn(columns, key) ? columns[key] : undefined) ?? key;

/** The row's name for a field: its own column, if one is mapped to it. */
export const columnOf = (field: string, columns: Columns): string =>
  Object.keys(columns).find((column) => columns[column] === field) ?? field;

export const typesOf = (shape: Shape): string[] => [shape.type ?? []].flat().filter((type) => type !== 'null');
