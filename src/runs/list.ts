/** The runs of a folder, newest first, each as its files tell it. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Recipe } from '../recipe/recipe.ts';
import { isLockAlive, readLock } from './lock.ts';
import { readManifest, readRunRecipe, type Manifest } from './manifest.ts';
import { replayText, withLiveness, type RunState } from './replay.ts';
import { runPaths, WORKSPACE_FOLDER } from './runFolder.ts';

export type ListedRun = { folder: string; manifest: Manifest; recipe: Recipe; state: RunState };

/** A folder that looks like a run but cannot be read, and why. */
export type UnreadableRun = { folder: string; reason: unknown };

/** One run now. Throws UserError `run-not-found`, `run-unreadable` or `recipe-invalid`. */
export async function readRun(folder: string): Promise<ListedRun> {
  const paths = runPaths(folder);
  const [manifest, recipe] = await Promise.all([readManifest(paths), readRunRecipe(paths)]);
  const lives = isLockAlive(await readLock(paths.lock));
  const state = replayText(await readFile(paths.events, 'utf8').catch(() => ''));
  return { folder: paths.root, manifest, recipe, state: { ...state, status: withLiveness(state.status, lives) } };
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
  const found: string[] = [folder];
  for (const parent of [join(folder, WORKSPACE_FOLDER, 'runs'), folder])
    for (const name of await readdir(parent).catch(() => [])) found.push(join(parent, name));
  const isRun = await Promise.all(found.map(isRunFolder));
  return found.filter((_, index) => isRun[index]);
}

/** Both files: a manifest.json alone is what any web project has. */
async function isRunFolder(folder: string): Promise<boolean> {
  const { manifest, recipe } = runPaths(folder);
  const files = await Promise.all([manifest, recipe].map((path) => stat(path).catch(() => undefined)));
  return files.every((file) => file !== undefined);
}
