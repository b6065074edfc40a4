/** The runs of this window: where they lie, what they say of themselves, and those that train right now. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { workspace, type Uri } from 'vscode';
import { describeError } from '../common/errors.ts';
import { listRuns, readRun, type ListedRun } from '../runs/list.ts';
import { isLockAlive, readLock } from '../runs/lock.ts';
import { runPaths, WORKSPACE_FOLDER } from '../runs/runFolder.ts';
import type { RunFacts } from './trainingView.ts';

/** Folders that may hold `.tunewright/`: the workspace's, and our own storage for datasets outside of any. */
export function runRoots(storage: Uri): string[] {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return [...folders.map(({ uri }) => uri.fsPath), storage.fsPath];
}

/** Every readable run, newest first. What cannot be read is passed over, and said to `log`. */
export async function allRuns(roots: readonly string[], log: (text: string) => void): Promise<ListedRun[]> {
  const found = await Promise.all(roots.map((root) => listRuns(root)));
  for (const { folder, reason } of found.flatMap(({ unreadable }) => unreadable))
    log(`Passed over ${folder}: ${describeError(reason)}`);
  return found.flatMap(({ runs }) => runs).sort((a, b) => (a.manifest.createdAt < b.manifest.createdAt ? 1 : -1));
}

/** Folders of the runs whose trainer is at work, wherever it was started from. Cheap enough to ask every few seconds. */
export async function liveRuns(roots: readonly string[]): Promise<string[]> {
  const live: string[] = [];
  for (const root of roots) {
    const parent = join(root, WORKSPACE_FOLDER, 'runs');
    for (const name of await readdir(parent).catch(() => [])) {
      const folder = join(parent, name);
      if (isLockAlive(await readLock(runPaths(folder).lock))) live.push(folder);
    }
  }
  return live;
}

/** Throws UserError `run-not-found`, `run-unreadable` or `recipe-invalid`. */
export const readRunFacts = async (folder: string): Promise<RunFacts> => runFacts(await readRun(folder));

export const runFacts = ({ folder, manifest, recipe }: ListedRun): RunFacts => ({
  folder,
  name: manifest.name,
  dataset: basename(manifest.dataset.path.absolute),
  base: recipe.base === 'embedded' ? 'embedded base model' : manifest.base.name,
  method: recipe.method === 'lora' ? 'LoRA' : 'full tuning',
  epochs: recipe.epochs,
});
