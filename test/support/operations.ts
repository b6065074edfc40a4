/** A text as a table of rows, for tests of what selects and orders them. */
import { bytesOf, type ByteSource } from '../../src/dataset/byteSource.ts';
import { rowIndexes, selectedBytes } from '../../src/dataset/operations/select.ts';
import { tableOf, type FileTable, type TableRow } from '../../src/dataset/fileTable.ts';

export type TextTable = {
  source: ByteSource;
  /** Rows that are values over several lines. */
  runs: Set<number>;
  table: FileTable;
  rows: number[];
  /** What `visit` was shown. */
  seen: TableRow[];
  /** The file with these rows and blank lines. */
  written: (order: readonly number[], rewrite?: (row: number) => Buffer | undefined) => string;
};

export async function textTable(text: string | Buffer, path = 'rows.jsonl'): Promise<TextTable> {
  const source = bytesOf(typeof text === 'string' ? Buffer.from(text) : text, path);
  const seen: TableRow[] = [];
  const table = await tableOf(source, { visit: (row) => seen.push(row) });
  const written: TextTable['written'] = (order, rewrite) =>
    Buffer.concat([...selectedBytes(source, table, order, rewrite)]).toString();
  const runs = new Set(seen.filter(({ run }) => run !== undefined).map(({ index }) => index));
  return { source, table, runs, rows: rowIndexes(table), seen, written };
}

/** Keys by index, '' or undefined for blank lines. */
export function keyed<T>({ table, seen }: TextTable, keyOf: (row: TableRow) => T, none: T): T[] {
  const keys = Array.from({ length: table.length }, () => none);
  for (const row of seen) keys[row.index] = keyOf(row);
  return keys;
}
