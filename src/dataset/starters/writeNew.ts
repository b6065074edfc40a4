/** Writes a new dataset and its brief: both or neither, and never over a file that is there. */
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errors } from '../../common/errors.ts';
import { writeError } from '../../common/files.ts';
import { BRIEF_ENDING } from '../brief/names.ts';
import type { NewTexts } from './newDataset.ts';

export type NewPaths = { dataset: string; brief: string };

/** `name` may have folders in it, and the ending that it gets anyway. */
export function newPaths(folder: string, name: string): NewPaths {
  const path = join(folder, name.trim().replace(/(?:\.instruct)?\.jsonl$/i, ''));
  return { dataset: `${path}.instruct.jsonl`, brief: path + BRIEF_ENDING };
}

/** The one that is there already. */
export async function takenPath({ dataset, brief }: NewPaths): Promise<string | undefined> {
  for (const path of [dataset, brief])
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  return undefined;
}

/** Throws UserError `file-exists`, `disk-full` or `not-writable`. */
export async function writeNew(paths: NewPaths, texts: NewTexts): Promise<void> {
  try {
    await mkdir(dirname(paths.dataset), { recursive: true });
  } catch (error) {
    throw writeError(dirname(paths.dataset), error);
  }
  await writeOnlyNew(paths.dataset, texts.rows);
  try {
    await writeOnlyNew(paths.brief, texts.brief);
  } catch (error) {
    await rm(paths.dataset, { force: true });
    throw error;
  }
}

/** The system itself refuses where a file is there. Throws UserError `file-exists`, `disk-full` or `not-writable`. */
export async function writeOnlyNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!exists) await rm(path, { force: true });
    throw exists ? errors.newFileExists(path) : writeError(path, error);
  }
}
