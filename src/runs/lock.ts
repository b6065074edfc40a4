/**
 * One trainer a run. `lock` holds {pid, host, bootId, token}; its modification time is the heartbeat, every 2 s from a thread of its own
 * (a training step may block the main thread for longer than that).
 * A pid says something only on the machine and boot it belongs to; even there the heartbeat must be fresh, because pids are used again.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { entryPath } from '../common/entries.ts';
import { errors } from '../common/errors.ts';
import { writeError } from '../common/files.ts';
import { isJsonObject } from '../common/json.ts';
import { ownsLock } from './lockOwner.ts';

type LockHolder = { pid: number; host: string; bootId: string; token: string };

/** A lock as found on disk. `holder` is undefined when the file is torn (its writer was killed). */
export type FoundLock = { holder: LockHolder | undefined; heartbeat: number };

export type Lock = {
  /** Settles never, or rejects once another trainer owns the run or the run folder is gone: stop without writing. */
  readonly lost: Promise<never>;
  /** To be called before a write that matters: a machine that slept wakes up here, before its heart has beaten again. Throws UserError `run-taken`. */
  requireOurs(): void;
  release(): Promise<void>;
};

/** Heartbeats come every 2 s; a suspended machine beats again within that after waking up. */
const STALE_MS = 30_000;
/** Clocks of two machines differ; a foreign lock is given the benefit of the doubt. */
const FOREIGN_STALE_MS = 120_000;

export async function readLock(path: string): Promise<FoundLock | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { holder: parseHolder(text), heartbeat: mtimeMs };
  } catch {
    return undefined;
  }
}

/** Whether a trainer is at work behind this lock. */
export function isLockAlive(found: FoundLock | undefined, now: number = Date.now()): boolean {
  if (found === undefined) return false;
  const ageMs = now - found.heartbeat;
  if (found.holder === undefined) return ageMs < STALE_MS; // perhaps just being written
  if (found.holder.host !== hostname()) return ageMs < FOREIGN_STALE_MS;
  return isSameBoot(found.holder.bootId, bootId()) && processExists(found.holder.pid) && ageMs < STALE_MS;
}

/** Takes the lock, from a dead trainer if need be. Throws UserError `run-locked` when a trainer is at work. */
export async function takeLock(path: string): Promise<Lock> {
  const holder: LockHolder = {
    pid: process.pid,
    host: hostname(),
    bootId: bootId(),
    token: randomBytes(8).toString('hex'),
  };
  for (;;) {
    if (await createLock(path, holder)) break;
    const found = await readLock(path);
    if (isLockAlive(found)) throw errors.runLocked(path, found?.holder?.pid, found?.holder?.host);
    await removeStale(path, found, holder);
  }
  const heartbeat = new Worker(entryPath('heartbeat'), { workerData: { path, token: holder.token } });
  heartbeat.unref();
  const lost = new Promise<never>((_, reject) => {
    heartbeat.on('message', () => reject(errors.runTaken(path)));
    heartbeat.on('error', reject);
  });
  lost.catch(() => undefined); // nobody need be listening at that moment
  return {
    lost,
    requireOurs: () => {
      if (!ownsLock(path, holder.token)) throw errors.runTaken(path);
    },
    release: async () => {
      await heartbeat.terminate();
      if ((await readLock(path))?.holder?.token === holder.token) await rm(path, { force: true });
    },
  };
}

async function createLock(path: string, holder: LockHolder): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify(holder));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw writeError(path, error);
  }
}

/** What is waited while another one takes the dead lock away. */
const TAKEOVER_MS = 20;

/** One at a time, who holds a lock for just that: else a third one could come while the second holds the first one's lock in its hands. */
async function removeStale(path: string, seen: FoundLock | undefined, holder: LockHolder): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await createLock(takeover, holder))) {
    const found = await readLock(takeover);
    if (found !== undefined && !isLockAlive(found)) await rm(takeover, { force: true });
    else await setTimeout(TAKEOVER_MS);
    return;
  }
  try {
    await removeSeen(path, seen);
  } finally {
    await rm(takeover, { force: true });
  }
}

/** Moves the lock aside before deleting it: it may be another one than the dead one that was seen. */
async function removeSeen(path: string, seen: FoundLock | undefined): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}.stale`;
  const found = await readLock(path);
  if (found === undefined || found.holder?.token !== seen?.holder?.token) return;
  try {
    await rename(path, aside);
  } catch {
    return; // its owner gave it back
  }
  const moved = await readLock(aside);
  if (moved?.holder?.token === seen?.holder?.token) await rm(aside, { force: true });
  else await rename(aside, path);
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const { pid, host, bootId, token } = value;
    return typeof pid === 'number' &&
      Number.isInteger(pid) &&
      pid > 0 &&
      typeof host === 'string' &&
      typeof bootId === 'string' &&
      typeof token === 'string'
      ? { pid, host, bootId, token }
      : undefined;
  } catch {
    return undefined;
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // it is somebody else's
  }
}

/** Also where the boot's time was told by two clocks: small corrections may carry it over the edge of a step. */
export function isSameBoot(a: string, b: string): boolean {
  const [stepA, stepB] = [a, b].map((id) => /^booted-(\d+)$/.exec(id)?.[1]);
  return a === b || (stepA !== undefined && stepB !== undefined && Math.abs(Number(stepA) - Number(stepB)) <= 1);
}

/** Names this boot of the machine. Where the system has no id for it, the time of the boot, in steps that outlive small clock corrections. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    const bootedAt = Date.now() - uptime() * 1000;
    return `booted-${Math.round(bootedAt / 600_000)}`;
  }
}
