/** Folders appear whole or not at all: written under a temporary name, every file synced, then renamed. A reader never sees half a checkpoint or half a result. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeAll, renameOver, syncFolder, writeError } from '../common/files.ts';
import { pauseForTest } from './testPause.ts';

const TEMPORARY = /\.(?:[0-9a-f]{8})\.(?:tmp|old)$/;

/** Makes `folder` with what `fill` writes into the temporary one. A folder already there is replaced. Throws UserError `disk-full` or `not-writable`. */
export async function writeFolderAtomic(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const unique = randomBytes(4).toString('hex');
  const temporary = `${folder}.${unique}.tmp`;
  const old = `${folder}.${unique}.old`;
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    for (const name of await readdir(temporary)) await syncFile(join(temporary, name));
    await syncFolder(temporary);
    await pauseForTest(basename(folder));
    // rename() does not replace a folder that has files in it.
    await renameOver(folder, old).catch(() => undefined);
    await renameOver(temporary, folder);
    await syncFolder(dirname(folder));
    await removeAll(old);
  } catch (error) {
    await renameOver(old, folder).catch(() => undefined); // back to what was there, if it had been moved
    await removeAll(temporary);
    throw writeError(folder, error);
  }
}

/** Deletes what a killed trainer left under temporary names in `parent`. */
export async function removeLeftovers(parent: string): Promise<void> {
  const entries = await readdir(parent).catch(() => []);
  for (const entry of entries) if (TEMPORARY.test(entry)) await removeAll(join(parent, entry));
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+'); // Windows syncs only what is open for writing
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
