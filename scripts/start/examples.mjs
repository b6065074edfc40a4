// The examples to play with: a copy in a folder that stays, in which a person's own changes are never overwritten.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Copies `from` into `to`. Resolves with the names of files that the person has changed, which were left alone. */
export async function copyExamples(from, to) {
  await mkdir(to, { recursive: true });
  const record = `${to}.copied.json`; // beside the folder: the person's own view of it stays clean
  const copied = existsSync(record) ? JSON.parse(await readFile(record, 'utf8')) : {};
  const kept = [];
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const name = source.slice(from.length + 1);
    const target = join(to, name);
    const isChanged = existsSync(target) && (await hashOf(target)) !== copied[name];
    if (isChanged && (await hashOf(target)) !== (await hashOf(source))) {
      kept.push(name);
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await cp(source, target);
    copied[name] = await hashOf(source);
  }
  await writeFile(record, JSON.stringify(copied, null, 2));
  return kept;
}

const hashOf = async (path) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
