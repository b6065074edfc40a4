/** SHA-256 of files: how a run knows its data and its base again. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** The files that make a model folder compute what it computes, each with its hash. */
export async function hashModelFolder(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter(
    (name) => name === 'config.json' || name.endsWith('.safetensors') || name.endsWith('.safetensors.index.json'),
  );
  const hashes: Record<string, string> = {};
  for (const name of names.sort()) hashes[name] = await hashFile(join(folder, name));
  return hashes;
}
