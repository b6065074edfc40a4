/** The brief that belongs to a dataset, found beside it. */
import { readFile } from 'node:fs/promises';
import { errors } from '../../common/errors.ts';
import { briefPaths } from './names.ts';
import { readBrief, type BriefReading } from './read.ts';

/** A brief with the file it stands in. Plain JSON. */
export type BriefFile = BriefReading & { path: string };

/** Reads a brief from disk. Throws UserError `file-not-found` or `file-unreadable`; what is wrong in it is in the result. */
export async function readBriefFile(path: string): Promise<BriefFile> {
  const text = await textOf(path);
  if (text === undefined) throw errors.fileNotFound(path);
  return { ...readBrief(text), path };
}

/** `root`: how far up a default is looked for. `textOf`: where texts come from, undefined for a file that is not there. */
export async function findBrief(
  dataset: string,
  root?: string,
  read: (path: string) => Promise<string | undefined> = textOf,
): Promise<BriefFile | undefined> {
  for (const path of briefPaths(dataset, root)) {
    const text = await read(path);
    if (text !== undefined) return { ...readBrief(text), path };
  }
  return undefined;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw errors.fileUnreadable(path, error);
  }
}
