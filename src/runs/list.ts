/** The runs of a folder, newest first, each as its files tell it. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isLockAlive, readLock } from './lock.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { replayText, withLiveness, type RunState } from './replay.ts';
import { runPaths, WORKSPACE_FOLDER } from './runFolder.ts';

export type ListedRun = { folder: string; manifest: Manifest; state: RunState };

/** A folder that looks like a run but cannot be read, and why. */
export type UnreadableRun = { folder: string; reason: unknown };

/** One run now. Throws UserError `run-not-found` or `run-unreadable`. */
export async function readRun(folder: string): Promise<ListedRun> {
  const paths = runPaths(folder);
  const manifest = await readManifest(paths);
  const lives = isLockAlive(await readLock(paths.lock));
  const state = replayText(await readFile(paths.events, 'utf8').catch(() => ''));
  return { folder: paths.root, manifest, state: { ...state, status: withLiveness(state.status, lives) } };
}

/** `folder`: a workspace, or a folder that holds run folders, or one run. */
export async function listRuns(folder: string): Promise<{ runs: ListedRun[]; unreadable: UnreadableRun[] }> {
  const runs: ListedRun[] = [];
  const unreadable: UnreadableRun[] = [];
  for (const candidate of await candidates(resolve(folder))) {
    try {
      runs.push(await readRun(candidate));
    } catch (reason) {
      unreadable.push({ folder: candidate, reason });
    }
  }
  runs.sort((a, b) => (a.manifest.createdAt < b.manifest.createdAt ? 1 : -1));
  return { runs, unreadable };
}

async function candidates(folder: string): Promise<string[]> {
  if (await isRunFolder(folder)) return [folder];
  const found: string[] = [];
  for (const parent of [join(folder, WORKSPACE_FOLDER, 'runs'), folder])
    for (const name of await readdir(parent).catch(() => []))
      if (await isRunFolder(join(parent, name))) found.push(join(parent, name));
  return found;
}

const isRunFolder = async (folder: string): Promise<boolean> =>
  (await stat(runPaths(folder).manifest).catch(() => undefined)) !== undefined;
