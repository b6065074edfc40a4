/** Thread that keeps a run's lock fresh while the trainer computes, and says so when the lock is no longer ours. See lock.ts. */
import { readFileSync, utimesSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const HEARTBEAT_MS = 2000;

const { path, token } = workerData as { path: string; token: string };

const timer = setInterval(() => {
  if (isOurs()) return;
  clearInterval(timer);
  parentPort?.postMessage('lost');
}, HEARTBEAT_MS);

function isOurs(): boolean {
  try {
    if (!readFileSync(path, 'utf8').includes(token)) return false;
    const now = new Date();
    utimesSync(path, now, now);
    return true;
  } catch (error) {
    // A network drive may be away for a moment; a lock that is gone is gone.
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}
