/** Gives child processes a path for a dataset whose text is not on disk: a private copy that goes when the work is done. */
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Uri } from 'vscode';
import { writeError, writeFileAtomic } from '../common/files.ts';
import type { DatasetFile } from './datasetFile.ts';

/** Calls `work` with a path that holds the dataset's text as the editor shows it. Throws UserError `disk-full` or `not-writable`. */
export async function withDatasetPath<T>(
  dataset: DatasetFile,
  storage: Uri,
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (dataset.unsavedText === undefined) return work(dataset.path);
  const folder = join(storage.fsPath, 'unsaved', randomUUID());
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeError(folder, error);
  });
  try {
    const path = join(folder, basename(dataset.path));
    await writeFileAtomic(path, dataset.unsavedText);
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
