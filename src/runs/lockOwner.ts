/** Whether a lock file still is its trainer's. See lock.ts. */
import { readFileSync } from 'node:fs';

export function ownsLock(path: string, token: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes(token);
  } catch (error) {
    // A network drive may be away for a moment; a lock that is gone is gone.
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}
