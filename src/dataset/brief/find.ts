/** The brief that belongs to a dataset, found beside it. */
import { readFile } from 'node:fs/promises';
import { describeError, errors } from '../../common/errors.ts';
import { briefPaths } from './names.ts';
import { readBrief, type BriefReading } from './read.ts';

/** A brief with the file it stands in. Plain JSON. */
export type BriefFile = BriefReading & { path: string };

/** Reads a brief from disk. Throws UserError `file-not-found`; what is wrong in it is in the result. */
export async function readBriefFile(path: string): Promise<BriefFile> {
  const found = await briefAt(path, textOnDisk);
  if (found === undefined) throw errors.fileNotFound(path);
  return found;
}

/** `root`: how far up a default is looked for. `read`: where texts come from; undefined means that there is no such file. */
export async function findBrief(
  dataset: string,
  root?: string,
  read: (path: string) => Promise<string | undefined> = textOnDisk,
): Promise<BriefFile | undefined> {
  for (const path of briefPaths(dataset, root)) {
    const found = await briefAt(path, read);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function briefAt(path: string, read: typeof textOnDisk): Promise<BriefFile | undefined> {
  try {
    const text = await read(path);
    return text === undefined ? undefined : { ...readBrief(text), path };
  } catch (error) {
    const message = `It cannot be read: ${describeError(error)}.`;
    const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
    return { problems: [{ message, range, isMeaning: false }], path };
  }
}

export async function textOnDisk(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
