/** From the cells of a CSV file to rows of a dataset: columns become fields, cells strings as they are written. */
import { errors } from '../../common/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../common/json.ts';
import { suggestColumns, type Columns } from '../columns.ts';
import { detectFormat, guessFormat, SAMPLE_ROWS } from '../detect.ts';
import type { FormatId } from '../formats.ts';
import { oneLine, rawObject, rawString, type RawJson, type RawMember } from '../rawJson.ts';
import { requiredFields } from '../schema.ts';

export type CsvPlan = {
  /** The field of each column; undefined for a column without a name, which may have no text. */
  fields: readonly (string | undefined)[];
  format: FormatId | 'unknown';
  /** Fields that are written even where they are empty. */
  required: ReadonlySet<string>;
  /** The mapping that was found, where none was given. */
  suggested: Columns | undefined;
};

/** What the columns mean, from the header and the first records. Throws UserError `csv-header` or `csv-columns`. */
export function planOf(
  path: string,
  header: readonly string[],
  records: readonly (readonly string[])[],
  given: Columns | undefined,
): CsvPlan {
  const names = header.map((name) => name.trim());
  if (names.every((name) => name === '')) throw errors.csvHeader(path, 'names no column');
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) < i);
  if (twice !== undefined) throw errors.csvHeader(path, `names the column "${twice}" twice`);
  const missing = Object.keys(given ?? {}).find((column) => !names.includes(column));
  if (missing !== undefined) throw errors.csvColumn(path, missing, names);
  const sample = records.slice(0, SAMPLE_ROWS);
  if (given !== undefined) return { ...withColumns(path, names, sample, given), suggested: undefined };
  const plain = withColumns(path, names, sample, {});
  if (plain.format !== 'unknown') return { ...plain, suggested: undefined };
  const suggested = suggestColumns(sample.map((cells) => valueOf(cells, plain.fields)));
  if (suggested === undefined) throw errors.csvColumns(path, names);
  return { ...withColumns(path, names, sample, suggested), suggested };
}

function withColumns(
  path: string,
  names: readonly string[],
  sample: readonly (readonly string[])[],
  columns: Columns,
): Omit<CsvPlan, 'suggested'> {
  const fields = names.map((name) => (name === '' ? undefined : Object.hasOwn(columns, name) ? columns[name] : name));
  const twice = fields.find((field, i) => field !== undefined && fields.indexOf(field) < i);
  if (twice !== undefined) throw errors.csvHeader(path, `has two columns for the field "${twice}"`);
  const format = detectFormat(sample.map((cells) => guessFormat(valueOf(cells, fields))));
  return { fields, format, required: new Set(format === 'unknown' ? [] : requiredFields(format)) };
}

/** A record's row; undefined where its cells are not those of the header. */
export function rowOf(cells: readonly string[], { fields, required }: CsvPlan): RawJson | undefined {
  if (cells.length !== fields.length) return undefined;
  const members: RawMember[] = [];
  for (const [i, field] of fields.entries()) {
    const cell = cells[i]!;
    if (field === undefined && cell.trim() !== '') return undefined;
    if (field === undefined || (cell === '' && !required.has(field))) continue;
    members.push({ key: field, value: cellValue(field, cell) });
  }
  return rawObject(members);
}

export const isEmptyRecord = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Fields that are lists in every format: a cell with JSON in it is that list. */
const LISTS = new Set(['messages', 'conversations', 'history']);
/** Fields that are true or false in every format. */
const FLAGS = new Set(['label', 'kto_tag']);

function cellValue(field: string, cell: string): RawJson {
  if (LISTS.has(field) && isJsonList(cell)) return oneLine(cell);
  if (FLAGS.has(field) && /^(true|false)$/i.test(cell.trim())) return cell.trim().toLowerCase();
  return rawString(cell);
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

/** The fields as values, for finding out what they are. */
function valueOf(cells: readonly string[], fields: readonly (string | undefined)[]): JsonObject {
  const members = fields.flatMap((field, i) =>
    field === undefined || cells[i] === undefined ? [] : [{ key: field, value: cellValue(field, cells[i]) }],
  );
  const value = JSON.parse(rawObject(members)) as JsonValue;
  return isJsonObject(value) ? value : {};
}
