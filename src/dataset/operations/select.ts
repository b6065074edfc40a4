/** Rows copied as they are written, in any order: only what divides them is added or left out, and only where the file had nothing to copy. */
import type { ByteSource } from '../byteSource.ts';
import type { RowTable } from '../rowTable.ts';

/** Indexes of a table's rows, blank lines left out. */
export function rowIndexes(table: RowTable): number[] {
  const rows: number[] = [];
  for (let i = 0; i < table.length; i++) if (!table.isBlank(i)) rows.push(i);
  return rows;
}

/** An order of a table's rows with the blank lines where they are; `rows` has every row once. */
export function aroundBlanks(table: RowTable, rows: readonly number[]): number[] {
  if (rows.length === table.length) return [...rows];
  const order: number[] = [];
  let next = 0;
  for (let i = 0; i < table.length; i++) order.push(table.isBlank(i) ? i : rows[next++]!);
  return order;
}

const CHUNK_BYTES = 1 << 20;

/** Bytes [start, end) of the source, or a text of ours. */
type Piece = { start: number; end: number } | string;

/**
 * The file with the table's rows and blank lines in `order`. A row takes along what followed it, as its line end; the last one
 * ends as the file's last one did. Yields pieces of about a megabyte, which are good until the next is asked for.
 */
export function* selectedBytes(source: ByteSource, table: RowTable, order: readonly number[]): Generator<Uint8Array> {
  yield* copied(source, piecesOf(table, order, source.size));
}

function* piecesOf(table: RowTable, order: readonly number[], size: number): Generator<Piece> {
  yield { start: 0, end: table.headEnd };
  for (const [position, index] of order.entries()) {
    const end = table.end(index);
    const next = table.next(index);
    const isLast = position === order.length - 1;
    yield { start: table.start(index), end: isLast && !table.isClosed ? end : next };
    if (!isLast && next === end) yield table.divider;
  }
  yield { start: table.tailStart, end: size };
}

/** Neighbouring ranges are read as one. */
function* copied(source: ByteSource, pieces: Iterable<Piece>): Generator<Uint8Array> {
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
    if (typeof piece !== 'string' && piece.start === end) {
      end = piece.end;
      continue;
    }
    yield* flush();
    if (typeof piece === 'string') yield* take(Buffer.from(piece));
    else [start, end] = [piece.start, piece.end];
  }
  yield* flush();
  if (nPending > 0) yield Buffer.concat(pending);
}
