/** Own columns: data with other field names is read through a mapping, and its rows stay as they are. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';

/** Column of the file -> field of the format, such as {question: 'instruction', answer: 'output'}. */
export type Columns = Readonly<Record<string, string>>;

export const NO_COLUMNS: Columns = {};

/** The row with its columns under the format's names; a bare list of messages stands for {messages}. Undefined for any other value. */
export function fieldsOf(value: JsonValue, columns: Columns): JsonObject | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(hasRole) ? { messages: value } : undefined;
  if (!isJsonObject(value)) return undefined;
  // Asked for several times a row, and most files have no own columns.
  if (columns === NO_COLUMNS) return value;
  const names = Object.entries(columns).filter(([column]) => Object.hasOwn(value, column));
  if (names.length === 0) return value;
  const fields: JsonObject = { ...value };
  for (const [column] of names) Reflect.deleteProperty(fields, column);
  for (const [column, field] of names) fields[field] = value[column]!;
  return fields;
}

/** Keys of a row that are read as the same field: one of the values would be lost. */
type Clash = { field: string; keys: readonly [string, string] };

export function clashesOf(value: JsonValue, columns: Columns): Clash[] {
  if (!isJsonObject(value) || Object.keys(columns).length === 0) return [];
  const readFrom = new Map<string, string>();
  const clashes: Clash[] = [];
  for (const key of Object.keys(value)) {
    const field = fieldOf(key, columns);
    const other = readFrom.get(field);
    if (other === undefined) readFrom.set(field, key);
    else clashes.push({ field, keys: [other, key] });
  }
  return clashes;
}

const fieldOf = (key: string, columns: Columns): string =>
  (Object.hasOwn(columns, key) ? columns[key] : undefined) ?? key;

const hasRole = (item: JsonValue): boolean => isJsonObject(item) && Object.hasOwn(item, 'role');

/** The place in the written row of a place in its fields. */
export function sourcePath(value: JsonValue, columns: Columns, path: Path): Path {
  if (Array.isArray(value)) return path.slice(1);
  const [first, ...rest] = path;
  const column = Object.keys(columns).find(
    (name) => columns[name] === first && isJsonObject(value) && Object.hasOwn(value, name),
  );
  return column === undefined ? path : [column, ...rest];
}

/** Steps from a value to one inside it. */
export type Path = readonly (string | number)[];

const INSTRUCTION = ['instruction', 'question', 'query', 'problem', 'prompt', 'user', 'input', 'source'];
const OUTPUT = ['output', 'answer', 'response', 'completion', 'solution', 'reply', 'assistant', 'target'];
const INPUT = ['input', 'context', 'passage'];
/** Every name that a mapping is proposed for, whatever its case. */
export const COLUMN_NAMES: readonly string[] = [...new Set([...INSTRUCTION, ...OUTPUT, ...INPUT])];
/** A name is proposed when this share of the rows has text under it. */
const SHARE = 0.5;

/** A mapping to instruction and output for rows that look as if they had both under other names. */
export function suggestColumns(rows: readonly JsonValue[]): Columns | undefined {
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (!isJsonObject(row)) continue;
    for (const [key, value] of Object.entries(row))
      if (typeof value === 'string') counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const usual = [...counts].filter(([, n]) => n >= rows.length * SHARE).map(([key]) => key);
  const pick = (names: string[], taken: string[]): string | undefined =>
    names.flatMap((name) => usual.filter((key) => key.toLowerCase() === name)).find((key) => !taken.includes(key));
  const instruction = pick(INSTRUCTION, []);
  if (instruction === undefined) return undefined;
  const output = pick(OUTPUT, [instruction]);
  if (output === undefined) return undefined;
  const input = pick(INPUT, [instruction, output]);
  const pairs: [string, string][] = [
    [instruction, 'instruction'],
    [output, 'output'],
  ];
  if (input !== undefined) pairs.push([input, 'input']);
  return Object.fromEntries(pairs.filter(([column, field]) => column !== field));
}

/** As `--columns` takes it: as JSON where a name would be read as two. */
export function formatColumns(columns: Columns): string {
  const pairs = Object.entries(columns);
  const isPlain = pairs.flat().every((name) => name === name.trim() && !/[=,]|^\{/.test(name));
  return isPlain ? pairs.map(([column, field]) => `${column}=${field}`).join(',') : JSON.stringify(columns);
}
