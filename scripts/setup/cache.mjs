// The heavy parts (a real VS Code, the Python peers) lie outside the clone, keyed by version, so that a second clone takes seconds.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for everything that is shared between clones. TUNEWRIGHT_CACHE overrides it. */
export function cacheFolder() {
  return process.env.TUNEWRIGHT_CACHE ?? join(systemCacheFolder(), 'tunewright');
}

function systemCacheFolder() {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
}

/**
 * Makes `folder` by running `fill` on a temporary folder and renaming it: nobody sees half of it,
 * and of two runs at once the first one wins.
 */
export async function fillOnce(folder, fill) {
  const temporary = `${folder}.${process.pid}.tmp`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    await fill(temporary);
    await rename(temporary, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
