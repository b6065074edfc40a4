/** Reading a dataset: rows with their places. Never fails on content; what is wrong with a row is kept for the rules (src/rules) to say. */
import { errors } from '../common/errors.ts';
import type { JsonValue } from '../common/json.ts';
import { NO_COLUMNS, suggestColumns, type Columns } from './columns.ts';
import { detectFormat, SAMPLE_ROWS, type Guess } from './detect.ts';
import type { FormatId } from './formats.ts';
import { sliceArray, type ArrayFault } from './jsonArray.ts';
import { layoutOf, type Layout } from './layout.ts';
import { linesOfFile, linesOfText, type Lines } from './lines.ts';
import { readRow, type RowFacts } from './row.ts';

export type ReadOptions = {
  /** Own columns -> fields of the format. */
  columns?: Columns;
  /** Instead of detection. */
  format?: FormatId;
};

/** From 0; column in UTF-16 units. */
export type Position = { line: number; column: number };

export type DatasetRow = RowFacts & {
  /** Physical line of a JSONL file, or the element's number in a JSON array; from 1. */
  row: number;
  /** Where its text starts. */
  start: Position;
};

export type Dataset = {
  path: string;
  format: FormatId | 'unknown';
  layout: Layout;
  columns: Columns;
  /** Every row that is not blank, broken ones too. */
  rows: DatasetRow[];
  /** With the blank lines: one a physical line (JSONL) or element (array). */
  lines: DatasetRow[];
  /** What is wrong between an array's elements. */
  arrayFaults: (Omit<ArrayFault, 'start' | 'end'> & { start: Position; end: Position })[];
  bom: boolean;
  /** The first line that ends with a CR alone, by index. */
  loneCr?: number;
  /** A mapping to try, where the format is unknown and the rows look as if they had instruction and output under other names. */
  suggestedColumns?: Columns;
};

/** Reads a file from disk, `.gz` too. Throws UserError only where the file itself cannot be had. */
export async function readDatasetFile(path: string, options: ReadOptions = {}): Promise<Dataset> {
  return readDatasetLines(await linesOfFile(path), path, options);
}

/** Reads a text, such as an editor's unsaved document. */
export function readDatasetText(text: string, path: string, options: ReadOptions = {}): Dataset {
  return readDatasetLines(linesOfText(text), path, options);
}

/** Reads lines that were read already. */
export function readDatasetLines(source: Lines, path: string, options: ReadOptions = {}): Dataset {
  const columns = options.columns ?? NO_COLUMNS;
  const layout = layoutOf(source.lines, path);
  const { lines, arrayFaults } =
    layout === 'json-array' ? arrayRows(source, path, columns) : { lines: jsonlRows(source, columns), arrayFaults: [] };
  const rows = lines.filter((row) => !row.blank);
  const { format, suggestedColumns } = formatOf(rows, options);
  return {
    path,
    format,
    layout,
    columns,
    rows,
    lines,
    arrayFaults,
    bom: source.bom,
    ...(source.loneCr === undefined ? {} : { loneCr: source.loneCr }),
    ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
  };
}

/** The format of rows in file order, from the first of them; with columns to try where none fits. Rows may be given lazily. */
export function formatOf(
  rows: Iterable<RowFacts>,
  options: ReadOptions,
): { format: FormatId | 'unknown'; suggestedColumns?: Columns } {
  if (options.format !== undefined) return { format: options.format };
  const guesses: Guess[] = [];
  const values: JsonValue[] = [];
  for (const row of rows) {
    if (row.guess !== undefined) guesses.push(row.guess);
    if (row.value !== undefined) values.push(row.value);
    if (guesses.length >= SAMPLE_ROWS) break;
  }
  const format = detectFormat(guesses);
  const hasColumns = Object.keys(options.columns ?? NO_COLUMNS).length > 0;
  const suggestedColumns = format === 'unknown' && !hasColumns ? suggestColumns(values) : undefined;
  return { format, ...(suggestedColumns === undefined ? {} : { suggestedColumns }) };
}

function jsonlRows({ lines, invalid }: Lines, columns: Columns): DatasetRow[] {
  return lines.map((text, line) => ({
    ...readRow(text, columns, invalid.get(line)),
    row: line + 1,
    start: { line, column: 0 },
  }));
}

function arrayRows({ lines, invalid }: Lines, path: string, columns: Columns): Pick<Dataset, 'lines' | 'arrayFaults'> {
  const text = joined(lines, path);
  const { elements, faults } = sliceArray(text);
  const place = placer(lines);
  const faultyLines = [...invalid].sort(([a], [b]) => a - b);
  let fault = 0;
  const rows = elements.map(({ start, end }, i): DatasetRow => {
    const at = place(start);
    const last = place(end).line;
    while (fault < faultyLines.length && faultyLines[fault]![0] < at.line) fault++;
    const next = faultyLines[fault];
    const invalidAt = next !== undefined && next[0] <= last ? offsetIn(lines, at, next) : undefined;
    return { ...readRow(text.slice(start, end), columns, invalidAt), row: i + 1, start: at };
  });
  const after = placer(lines);
  return {
    lines: rows,
    arrayFaults: faults
      .sort((a, b) => a.start - b.start)
      .map(({ kind, start, end }) => ({ kind, start: after(start), end: after(end) })),
  };
}

function joined(lines: readonly string[], path: string): string {
  try {
    return lines.join('\n');
  } catch (error) {
    throw errors.datasetTooLarge(path, error);
  }
}

/** Offset within an element of a place in the file. */
function offsetIn(lines: readonly string[], start: Position, [line, column]: [number, number]): number {
  if (line === start.line) return Math.max(0, column - start.column);
  let offset = lines[start.line]!.length + 1 - start.column;
  for (let i = start.line + 1; i < line; i++) offset += lines[i]!.length + 1;
  return offset + column;
}

/** Offset in the joined text -> position; offsets must not decrease from call to call, but for the line they are in. */
function placer(lines: readonly string[]): (offset: number) => Position {
  let line = 0;
  let lineStart = 0;
  return (offset) => {
    while (line + 1 < lines.length && offset > lineStart + lines[line]!.length) lineStart += lines[line++]!.length + 1;
    return { line, column: offset - lineStart };
  };
}
