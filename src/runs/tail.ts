/**
 * Follows a growing file line by line: a stat every 250 ms while somebody looks. fs.watch is not used, it fails on network drives.
 * A file that shrank or was replaced is read again from its start.
 */
import { open, stat } from 'node:fs/promises';
import type { Disposable } from '../common/lifetime.ts';

export type TailListener = {
  /** Complete lines, in order; never called with none. */
  onLines(lines: string[]): void;
  /** The file is another one now: what was heard of it before is void. */
  onReset(): void;
};

const INTERVAL_MS = 250;

/** Starts at the file's first byte. The file may not exist yet. */
export function tailFile(path: string, listener: TailListener, intervalMs = INTERVAL_MS): Disposable {
  const follower = createFollower(path, listener);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    await follower.look(() => stopped);
    if (!stopped) timer = setTimeout(() => void look(), intervalMs);
  };
  void look();
  return {
    dispose: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** The same, one look at a time, for those who keep their own clock. Looks must not overlap. */
export type Follower = { look(isStopped?: () => boolean): Promise<void> };

/** `start`: offset of the first byte to read, a line's beginning. */
export function createFollower(path: string, listener: TailListener, start = 0): Follower {
  let identity = '';
  let offset = start;
  let rest = Buffer.alloc(0);

  const reset = () => {
    offset = 0;
    rest = Buffer.alloc(0);
    listener.onReset();
  };

  const look = async (isStopped: () => boolean) => {
    const found = await stat(path).catch(() => undefined); // absent, or a share that is away for a moment
    if (found === undefined || isStopped()) return;
    const seen = `${found.dev}:${found.ino}`;
    if ((identity !== '' && seen !== identity) || found.size < offset) reset();
    identity = seen;
    if (found.size === offset) return;
    const bytes = await readRange(path, offset, found.size);
    if (bytes === undefined || isStopped()) return;
    offset += bytes.length;
    const lines = splitLines(bytes);
    if (lines.length > 0) listener.onLines(lines);
  };

  /** Cuts at newline bytes, so that a character split between two reads is never decoded by halves. */
  const splitLines = (bytes: Buffer): string[] => {
    const all = Buffer.concat([rest, bytes]);
    const end = all.lastIndexOf(0x0a) + 1;
    rest = all.subarray(end);
    return end === 0 ? [] : all.toString('utf8', 0, end - 1).split('\n');
  };

  return { look: (isStopped = () => false) => look(isStopped) };
}

async function readRange(path: string, start: number, end: number): Promise<Buffer | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const buffer = Buffer.alloc(end - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return buffer.subarray(0, bytesRead);
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
