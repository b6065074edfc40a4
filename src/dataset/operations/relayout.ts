/** Rows of one or more files as lines, or as the elements of one array. A row's bytes change only where it would not fit: lines are one line each. */
import { isJsonText } from '../../common/json.ts';
import type { ByteSource } from '../byteSource.ts';
import type { FileTable } from '../fileTable.ts';
import { splitLines } from '../lines.ts';
import { oneLine } from '../rawJson.ts';
import { joinRun } from '../runs.ts';
import { copiedBytes, type Piece } from './select.ts';

export type RowsOfFile = {
  source: ByteSource;
  table: FileTable;
  /** The rows wanted, in order. */
  rows: readonly number[];
  /** Rows that are values over several lines of a JSONL file. */
  runs: ReadonlySet<number>;
};

export type Style = { lineEnd: string; bom: boolean };

/** What of the first file goes for all. */
export function styleOf({ table, source }: RowsOfFile): Style {
  const head = source
    .read(0, Math.min(source.size, table.length === 0 ? source.size : table.next(0)))
    .toString('latin1');
  return { lineEnd: head.includes('\r\n') || table.divider.includes('\r\n') ? '\r\n' : '\n', bom: table.bom };
}

export function* linesBytes(files: readonly RowsOfFile[], { lineEnd, bom }: Style): Generator<Uint8Array> {
  if (bom) yield BOM;
  const end = Buffer.from(lineEnd);
  for (const file of files)
    yield* copiedBytes(
      file.source,
      piecesOf(file, (row) => [rowPiece(file, row, 'line'), end]),
    );
}

export function* arrayBytes(files: readonly RowsOfFile[], { lineEnd, bom }: Style): Generator<Uint8Array> {
  if (bom) yield BOM;
  yield Buffer.from('[');
  const [first, divider] = [Buffer.from(lineEnd), Buffer.from(`,${lineEnd}`)];
  let isFirst = true;
  for (const file of files)
    yield* copiedBytes(
      file.source,
      piecesOf(file, (row) => {
        const before = isFirst ? first : divider;
        isFirst = false;
        return [before, rowPiece(file, row, 'element')];
      }),
    );
  yield Buffer.from(`${lineEnd}]${lineEnd}`);
}

const BOM = Buffer.from('\uFEFF');

function* piecesOf({ rows }: RowsOfFile, of: (row: number) => Piece[]): Generator<Piece> {
  for (const row of rows) yield* of(row);
}

/** A run becomes one line for either: a line break in one of its strings is no JSON anywhere. */
function rowPiece({ source, table, runs }: RowsOfFile, row: number, as: 'line' | 'element'): Piece {
  const range = { start: table.start(row), end: table.end(row) };
  if (runs.has(row)) return runBytes(source, table, row);
  if (as === 'element' || table.layout === 'jsonl') return range;
  const bytes = source.read(range.start, range.end);
  if (!bytes.includes(LF) && !bytes.includes(CR)) return bytes;
  const text = bytes.toString('utf8');
  if (isJsonText(text)) return Buffer.from(oneLine(text));
  // What is broken stays as it is, but for its line breaks.
  return Buffer.from(bytes.toString('latin1').replace(/\r\n|\n|\r/g, ' '), 'latin1');
}

const [LF, CR] = [0x0a, 0x0d];

/** A value over several lines, as one. */
export const runBytes = (source: ByteSource, table: FileTable, row: number): Buffer =>
  Buffer.from(joinRun(splitLines(source.read(table.start(row), table.end(row)).toString('utf8'))));
