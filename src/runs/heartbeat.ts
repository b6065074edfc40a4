/** Thread that keeps a run's lock fresh while the trainer computes, and says so when the lock is no longer ours. See lock.ts. */
import { utimesSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { ownsLock } from './lockOwner.ts';

const HEARTBEAT_MS = 2000;

const { path, token } = workerData as { path: string; token: string };

const timer = setInterval(() => {
  if (ownsLock(path, token)) {
    beat();
    return;
  }
  clearInterval(timer);
  parentPort?.postMessage('lost');
}, HEARTBEAT_MS);

function beat(): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Whether the lock is gone, the next look will tell.
  }
}
