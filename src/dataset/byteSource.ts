/** The bytes of a file by their places, so that rows can be read again in any order and none has to be kept. */
import { closeSync, createReadStream, createWriteStream, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { errors, UserError } from '../common/errors.ts';
import { writeError } from '../common/files.ts';
import { Interrupted } from '../common/pause.ts';
import { PRODUCT } from '../common/product.ts';
import { openPipe } from './pipe.ts';

export type ByteSource = {
  path: string;
  size: number;
  /** A copy of bytes [start, end). */
  read(start: number, end: number): Buffer;
  /** Fills the memory with the bytes from `start` on, which are there: used again it leaves nothing behind to collect. */
  readInto(memory: Buffer, start: number): void;
  /** May be called again. */
  close(): void;
};

/** Opens a file; `.gz` and what is no plain file (a pipe) by way of a private copy. Throws UserError for what cannot be read, and Interrupted when the signal says so. */
export async function openBytes(path: string, signal?: AbortSignal): Promise<ByteSource> {
  const found = await stat(path).catch((error: unknown) => {
    throw isMissing(error) ? errors.fileNotFound(path, error) : errors.fileUnreadable(path, error);
  });
  if (found.isDirectory()) throw errors.datasetIsFolder(path);
  const isPlain = found.isFile() && !path.endsWith('.gz');
  if (isPlain) return sourceOf(path, openReadable(path, path), () => undefined);
  const folder = await mkdtemp(join(tmpdir(), `${PRODUCT.command}-`));
  const copy = join(folder, 'copy');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await unpack(found.isFIFO() ? await openPipe(path) : createReadStream(path, READ), path, copy, signal);
    const descriptor = openReadable(copy, path);
    // Where the system allows it the copy goes at once, so that nothing is left behind however the process ends.
    if (process.platform !== 'win32') remove();
    return sourceOf(path, descriptor, remove);
  } catch (error) {
    remove();
    throw error;
  }
}

/** Bytes in memory. */
export function bytesOf(bytes: Buffer, path: string): ByteSource {
  return {
    path,
    size: bytes.length,
    read: (start, end) => bytes.subarray(start, end),
    readInto: (memory, start) => bytes.copy(memory, 0, start),
    close: () => undefined,
  };
}

const READ = { highWaterMark: 1 << 20 };

async function unpack(source: Readable, path: string, copy: string, signal: AbortSignal | undefined): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  const target = createWriteStream(copy);
  try {
    await (path.endsWith('.gz')
      ? pipeline(source, createGunzip(), target, options)
      : pipeline(source, target, options));
  } catch (error) {
    if (signal?.aborted === true) throw new Interrupted();
    const isGzip = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    if (isGzip) throw errors.notGzip(path, error);
    const failure = writeError(copy, error);
    throw failure instanceof UserError ? failure : errors.fileUnreadable(path, error);
  }
}

function openReadable(file: string, path: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw errors.fileUnreadable(path, error);
  }
}

function sourceOf(path: string, descriptor: number, remove: () => void): ByteSource {
  let isOpen = true;
  const readInto = (memory: Buffer, start: number): void => {
    let n = 0;
    while (n < memory.length) {
      const nRead = readSync(descriptor, memory, n, memory.length - n, start + n);
      if (nRead === 0) throw errors.fileChanged(path);
      n += nRead;
    }
  };
  return {
    path,
    size: fstatSync(descriptor).size,
    read: (start, end) => {
      const bytes = Buffer.allocUnsafe(end - start);
      readInto(bytes, start);
      return bytes;
    },
    readInto,
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      closeSync(descriptor);
      remove();
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
