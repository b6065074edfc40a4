/** The lines of a byte source by their places, as an editor counts them (src/dataset/lines.ts), without ever holding more than some of them. */
import type { ByteSource } from './byteSource.ts';

/** Text at [start, end), its line end at [end, next). The last line of a source has none: `next` is `end`. */
export type ByteLine = { start: number; end: number; next: number; bytes: Buffer };

const CHUNK_BYTES = 1 << 20;
const [LF, CR] = [0x0a, 0x0d];

/** Lines from `start` on. What follows the last line end is a line only if it is not empty. */
export function* byteLines(source: ByteSource, start: number, chunkBytes = CHUNK_BYTES): Generator<ByteLine> {
  let buffer: Buffer = Buffer.alloc(0);
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
    const kept = buffer.subarray(from);
    base += from;
    from = 0;
    const chunk = source.read(
      base + kept.length,
      Math.min(source.size, base + kept.length + Math.max(chunkBytes, kept.length)),
    );
    buffer = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
  }
  if (from < buffer.length) {
    const end = base + buffer.length;
    yield { start: base + from, end, next: end, bytes: buffer.subarray(from) };
  }
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
