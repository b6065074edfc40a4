/** The brief that belongs to a dataset, found beside it. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { describeError, errors } from '../../common/errors.ts';
import { briefPaths } from './names.ts';
import { openPipe } from '../pipe.ts';
import { readBrief, type BriefReading } from './read.ts';

/** A brief with the file it stands in. Plain JSON. */
export type BriefFile = BriefReading & { path: string };

/** Reads a brief from disk. Throws UserError `file-not-found`; what is wrong in it is in the result. */
export async function readBriefFile(path: string): Promise<BriefFile> {
  const found = await briefAt(path, textAt);
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

async function briefAt(
  path: string,
  read: (path: string) => Promise<string | undefined>,
): Promise<BriefFile | undefined> {
  try {
    const text = await read(path);
    return text === undefined ? undefined : { ...readBrief(text), path };
  } catch (error) {
    const message = `It cannot be read: ${describeError(error)}.`;
    const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
    return { problems: [{ message, range, isMeaning: false }], path };
  }
}

/** A file that is found by its name only: nobody asked for a pipe or a device, which may have no end. */
export const textOnDisk = (path: string): Promise<string | undefined> => textAt(path, 'plain files');

/** More than any brief has; what is found out about its characters comes later. */
const MAX_BYTES = 4_000_000;

async function textAt(path: string, only?: 'plain files'): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error('it is a folder');
    if (only !== undefined && !found.isFile()) throw new Error('it is a device or a pipe, not a file');
    const chunks: Buffer[] = [];
    let nBytes = 0;
    // Read to the limit and no further: a device may say that it is empty and never end.
    const bytes: AsyncIterable<Buffer> = found.isFIFO() ? await openPipe(path) : createReadStream(path);
    for await (const chunk of bytes) {
      nBytes += chunk.length;
      if (nBytes > MAX_BYTES) throw new Error('it is larger than 4 MB');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
