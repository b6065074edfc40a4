/** Rows copied as they are written, in any order: only what divides them is added or left out, and only where the file had nothing to copy. */
import type { ByteSource } from '../byteSource.ts';
import type { FileTable } from '../fileTable.ts';

/** Indexes of a table's rows, blank lines left out. */
export function rowIndexes(table: FileTable): number[] {
  const rows: number[] = [];
  for (let i = 0; i < table.length; i++) if (!table.isBlank(i)) rows.push(i);
  return rows;
}

/** An order of a table's rows with the blank lines where they are; `rows` has every row once. */
export function aroundBlanks(table: FileTable, rows: readonly number[]): number[] {
  if (rows.length === table.length) return [...rows];
  const order: number[] = [];
  let next = 0;
  for (let i = 0; i < table.length; i++) order.push(table.isBlank(i) ? i : rows[next++]!);
  return order;
}

/** Bytes [start, end) of the source, or some of ours. */
export type Piece = { start: number; end: number } | Buffer;

/**
 * The file with the table's rows and blank lines in `order`. A row takes along what followed it, as its line end; the last one
 * ends as the file's last one did. `rewrite` gives the bytes of rows that are not to be copied.
 */
export function* selectedBytes(
  source: ByteSource,
  table: FileTable,
  order: readonly number[],
  rewrite: (index: number) => Buffer | undefined = () => undefined,
): Generator<Uint8Array> {
  yield* copiedBytes(source, selectedPieces(table, order, source.size, rewrite));
}

function* selectedPieces(
  table: FileTable,
  order: readonly number[],
  size: number,
  rewrite: (index: number) => Buffer | undefined,
): Generator<Piece> {
  yield { start: 0, end: table.headEnd };
  for (const [position, index] of order.entries()) {
    const end = table.end(index);
    const next = table.next(index);
    const isLast = position === order.length - 1;
    yield rewrite(index) ?? { start: table.start(index), end };
    if (!isLast && next === end) yield Buffer.from(table.divider);
    else if (!isLast || table.isClosed) yield { start: end, end: next };
  }
  yield { start: table.tailStart, end: size };
}

const CHUNK_BYTES = 1 << 20;

/** Pieces as chunks of about a megabyte; ranges that are neighbours are read as one. */
export function* copiedBytes(source: ByteSource, pieces: Iterable<Piece>): Generator<Uint8Array> {
  const pending: Buffer[] = [];
  let nPending = 0;
  let [start, end] = [0, 0];
  function* take(bytes: Buffer): Generator<Uint8Array> {
    pending.push(bytes);
    nPending += bytes.length;
    if (nPending < CHUNK_BYTES) return;
    yield Buffer.concat(pending.splice(0));
    nPending = 0;
  }
  function* flush(): Generator<Uint8Array> {
    for (let from = start; from < end; from += CHUNK_BYTES)
      yield* take(source.read(from, Math.min(end, from + CHUNK_BYTES)));
    start = end;
  }
  for (const piece of pieces) {
    if ('start' in piece && piece.start === end) {
      end = piece.end;
      continue;
    }
    yield* flush();
    if ('start' in piece) [start, end] = [piece.start, piece.end];
    else yield* take(piece);
  }
  yield* flush();
  if (nPending > 0) yield Buffer.concat(pending);
}
