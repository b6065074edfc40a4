/** Files are written to a temporary name beside the target, synced and renamed: a reader sees the old or the new, never half. */
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errors, UserError } from './errors.ts';

export type FileContent = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Throws UserError `not-a-file` for a folder, a device or a pipe: a rename would put a file in its place. */
export async function requirePlain(path: string): Promise<Stats | undefined> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isFile() === false) throw errors.notAFile(path, there.isDirectory());
  return there;
}

/** Writes the chunks to `path` atomically and durably; a file that is replaced keeps its permissions. Throws UserError `disk-full`, `not-writable` or `not-a-file`. */
export async function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  const replaced = await requirePlain(path);
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      if (replaced !== undefined) await file.chmod(replaced.mode & 0o7777);
      await writeAll(file, content);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameOver(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeError(path, error);
  }
}

async function writeAll(file: FileHandle, content: FileContent): Promise<void> {
  if (typeof content === 'string') return file.writeFile(content, 'utf8');
  const chunks = content instanceof Uint8Array ? [content] : content;
  // FileHandle.writeFile loops over partial writes; a bare write() may write less than asked.
  for await (const chunk of chunks) await file.writeFile(chunk);
}

/** Windows refuses while anything holds either file open, as virus scanners and indexers do for a moment. */
const RETRIES = { maxRetries: 10, retryDelay: 100 };

/** rename(), with patience where the system needs it. */
export async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && BUSY.has(String(error.code));
      if (process.platform !== 'win32' || !isBusy || attempt > RETRIES.maxRetries) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRIES.retryDelay));
  }
}

const BUSY: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Removes a file or a folder with all that is in it, if it is there. */
export const removeAll = (path: string): Promise<void> => rm(path, { recursive: true, force: true, ...RETRIES });

/** Makes a rename in `folder` durable. Windows cannot open folders, and needs no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The user's words for a failed write. */
export function writeError(path: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return errors.diskFull(path, error);
  if (code === 'ENOENT') return errors.folderNotFound(path, dirname(path), error);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR')
    return errors.notWritable(path, error);
  return error;
}
