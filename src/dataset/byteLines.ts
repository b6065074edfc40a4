/** The lines of a byte source by their places, as an editor counts them (src/dataset/lines.ts), without ever holding more than some of them. */
import type { ByteSource } from './byteSource.ts';

/** Text at [start, end), its line end at [end, next). The last line of a source has none: `next` is `end`. The bytes are valid until the next line is asked for. */
export type ByteLine = { start: number; end: number; next: number; bytes: Buffer };

const CHUNK_BYTES = 1 << 20;
const [LF, CR] = [0x0a, 0x0d];

/** Lines from `start` on. What follows the last line end is a line only if it is not empty. */
export function* byteLines(source: ByteSource, start: number, chunkBytes = CHUNK_BYTES): Generator<ByteLine> {
  // One memory for all: chunks of their own pile up before they are collected.
  let memory = Buffer.alloc(0);
  let buffer = memory;
  /** Where `buffer` starts in the source; where in it the next line starts; how far it was searched for line ends. */
  let [base, from, searched] = [start, 0, 0];
  for (;;) {
    const isWhole = base + buffer.length >= source.size;
    const end = lineEnd(buffer, searched, isWhole);
    if (end !== undefined) {
      yield { start: base + from, end: base + end.end, next: base + end.next, bytes: buffer.subarray(from, end.end) };
      from = searched = end.next;
      continue;
    }
    if (isWhole) break;
    // A last CR may be half of a line end.
    searched = Math.max(0, buffer.length - from - (buffer.at(-1) === CR ? 1 : 0));
    const nKept = buffer.length - from;
    base += from;
    const length = Math.min(source.size - base, nKept + Math.max(chunkBytes, nKept));
    const larger = length > memory.length ? Buffer.allocUnsafeSlow(length) : memory;
    buffer.copy(larger, 0, from);
    memory = larger;
    source.readInto(memory.subarray(nKept, length), base + nKept);
    buffer = memory.subarray(0, length);
    from = 0;
  }
  if (from < buffer.length) {
    const end = base + buffer.length;
    yield { start: base + from, end, next: end, bytes: buffer.subarray(from) };
  }
}

/** Where the first lines start, and where the last of them ends with its line end. */
export function lineStarts(source: ByteSource, nLines: number, chunkBytes = CHUNK_BYTES): Float64Array {
  const starts = new Float64Array(nLines + 1).fill(source.size, 1);
  const memory = Buffer.allocUnsafeSlow(chunkBytes);
  let line = 0;
  let isAfterCr = false;
  for (let base = 0; base < source.size; base += chunkBytes) {
    const bytes = memory.subarray(0, Math.min(chunkBytes, source.size - base));
    source.readInto(bytes, base);
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      const isSecond = isAfterCr && byte === LF;
      if (line === nLines && !isSecond) return starts;
      if (byte === CR || (byte === LF && !isSecond)) line++;
      if (byte === CR || byte === LF) starts[line] = base + i + 1;
      isAfterCr = byte === CR;
    }
  }
  return starts;
}

/** The first line end from `from` on; undefined if there is none, or more bytes are needed to tell. */
function lineEnd(buffer: Buffer, from: number, isWhole: boolean): { end: number; next: number } | undefined {
  const lf = buffer.indexOf(LF, from);
  const cr = buffer.subarray(from, lf < 0 ? buffer.length : lf).indexOf(CR);
  if (cr < 0) return lf < 0 ? undefined : { end: lf, next: lf + 1 };
  const end = from + cr;
  if (end + 1 === lf) return { end, next: end + 2 };
  return end + 1 < buffer.length || isWhole ? { end, next: end + 1 } : undefined;
}
