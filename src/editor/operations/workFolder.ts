/** Results are made in a private folder and moved when they are whole: what is cancelled leaves nothing beside the user's files. */
import { mkdir, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Uri, workspace } from 'vscode';
import { numberedPath } from '../../common/besidePath.ts';
import { errors } from '../../common/errors.ts';
import { writeError } from '../../common/files.ts';
import type { DatasetFile } from '../datasetFile.ts';

export async function withWorkFolder<T>(storage: Uri, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(storage.fsPath, 'results', randomUUID());
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeError(folder, error);
  });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The folder for files that are made from a dataset: its own; for one that was never saved, the first of the workspace. */
export function folderFor({ uri, path }: Pick<DatasetFile, 'uri' | 'path'>): string {
  if (uri.scheme === 'file') return dirname(path);
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw errors.notSaved(path);
  return folder;
}

/** Names that are free, with one number for all of them. */
export async function freeNames(paths: readonly string[]): Promise<Uri[]> {
  for (let number = 1; ; number++) {
    const targets = paths.map((path) => Uri.file(numberedPath(path, number)));
    const taken = await Promise.all(targets.map(exists));
    if (!taken.some(Boolean)) return targets;
  }
}

/** Moves files to names that are free, and never over another file. */
export async function moveBeside(moves: readonly { from: string; to: string }[]): Promise<Uri[]> {
  const targets = await freeNames(moves.map(({ to }) => to));
  for (const [i, { from }] of moves.entries())
    await workspace.fs.copy(Uri.file(from), targets[i]!, { overwrite: false });
  return targets;
}

const exists = (uri: Uri): Promise<boolean> =>
  Promise.resolve(workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
