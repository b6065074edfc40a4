/** Physical lines, as an editor counts them: LF, CRLF and a lone CR each end a line, and what follows the last one is a line too. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { errors, UserError } from '../common/errors.ts';
import { openPipe } from './pipe.ts';

/** The lines of a file without their line ends, and what its bytes were like. */
export type Lines = {
  lines: string[];
  /** The file starts with a UTF-8 byte order mark (taken off the first line). */
  bom: boolean;
  /** The first line that ends with a CR alone, by index. */
  loneCr?: number;
  /** Line index -> column of the first byte that is not UTF-8. */
  invalid: Map<number, number>;
};

const LINE_END = /\r\n|\n|\r/;
const BOM = '\uFEFF';
const LF = 0x0a;

/** A text's lines. Joined with "\n" they give the text back, but for its kinds of line end. */
export function splitLines(text: string): string[] {
  return text.split(LINE_END);
}

export function linesOfText(text: string): Lines {
  const bom = text.startsWith(BOM);
  const cr = text.includes('\r') ? text.search(/\r(?!\n)/) : -1;
  return {
    lines: splitLines(bom ? text.slice(1) : text),
    bom,
    ...(cr < 0 ? {} : { loneCr: splitLines(text.slice(0, cr)).length - 1 }),
    invalid: new Map(),
  };
}

/** Reads a file line by line (`.gz` through zlib): no string ever holds the whole of it. Throws UserError for a path that cannot be read. */
export async function linesOfFile(path: string): Promise<Lines> {
  const result = noLines();
  for await (const batch of lineBatches(path)) addLines(result, batch);
  return result;
}

export const noLines = (): Lines => ({ lines: [], bom: false, invalid: new Map() });

/** Puts a batch behind the lines before it. */
export function addLines(result: Lines, { lines, bom, loneCr, invalid }: Lines): void {
  if (loneCr !== undefined) result.loneCr ??= result.lines.length + loneCr;
  for (const [line, column] of invalid) result.invalid.set(result.lines.length + line, column);
  for (const line of lines) result.lines.push(line);
  result.bom ||= bom;
}

/** Throws UserError `file-not-found`, `file-unreadable` or `dataset-is-folder`. */
export async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw isMissing(error) ? errors.fileNotFound(path, error) : errors.fileUnreadable(path, error);
  });
  if (found.isDirectory()) throw errors.datasetIsFolder(path);
}

/** The same, some lines at once, whose indexes count from the batch's first. */
export async function* lineBatches(path: string): AsyncGenerator<Lines, undefined> {
  await requireFile(path);
  let pending: Buffer[] = [];
  let isFirst = true;
  try {
    for await (const chunk of bytesOf(path)) {
      const batch = noLines();
      let start = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        pending.push(chunk.subarray(start, end));
        addLine(batch, pending, true, isFirst);
        isFirst = false;
        pending = [];
        start = end + 1;
      }
      // A copy: the chunk's memory is used again.
      if (start < chunk.length) pending.push(Buffer.from(chunk.subarray(start)));
      if (batch.lines.length > 0) yield batch;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const isGzip = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    throw isGzip ? errors.notGzip(path, error) : errors.fileUnreadable(path, error);
  }
  const last = noLines();
  addLine(last, pending, false, isFirst);
  yield last;
  return undefined;
}

function bytesOf(path: string): AsyncIterable<Buffer> {
  if (!path.endsWith('.gz')) return chunksOf(path);
  // Whoever reads the last of them meets the error of any; the callback has nothing to add.
  return pipeline(createReadStream(path), createGunzip({ chunkSize: 1 << 18 }), () => undefined);
}

/** Rows of larger chunks outlive the young generation: to check 1.1 GB took 420 MB of memory with 1 MB, and 265 MB with this. */
const CHUNK_BYTES = 1 << 16;

/** A file's bytes, each chunk in the memory of the one before: a stream's own chunks pile up before they are collected. */
async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  if ((await stat(path)).isFIFO()) {
    const pipe: AsyncIterable<Buffer> = await openPipe(path);
    yield* pipe;
    return;
  }
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** `beforeLf`: a CR at the end belongs to the line end. Any other CR is a line end of its own. */
function addLine(result: Lines, parts: Buffer[], beforeLf: boolean, isFirst: boolean): void {
  const joined = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  const bytes = beforeLf && joined.at(-1) === 0x0d ? joined.subarray(0, -1) : joined;
  let text = bytes.toString('utf8');
  if (isFirst && text.startsWith(BOM)) {
    result.bom = true;
    text = text.slice(1);
  }
  const isFaulty = text.includes('\uFFFD') && !isUtf8(bytes);
  if (!text.includes('\r')) {
    if (isFaulty) result.invalid.set(result.lines.length, firstInvalid(bytes));
    result.lines.push(text);
    return;
  }
  result.loneCr ??= result.lines.length;
  for (const line of text.split('\r')) {
    // Where single CRs divide a faulty stretch the replacement character itself is the place.
    if (isFaulty && line.includes('\uFFFD')) result.invalid.set(result.lines.length, line.indexOf('\uFFFD'));
    result.lines.push(line);
  }
}

/** Column (UTF-16) of the first byte that is not UTF-8: the longest valid start, found by halving. */
export function firstInvalid(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decodes = (end: number): string | undefined => {
    try {
      return decoder.decode(bytes.subarray(0, end), { stream: true });
    } catch {
      return undefined;
    } finally {
      resetDecoder(decoder);
    }
  };
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodes(middle) === undefined) high = middle - 1;
    else low = middle;
  }
  return decodes(low)?.length ?? 0;
}

/** A decoder that has seen half a character keeps it; an empty closing call drops it. */
function resetDecoder(decoder: { decode: () => string }): void {
  try {
    decoder.decode();
  } catch {
    // Half a character was pending, which is what we wanted gone.
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
