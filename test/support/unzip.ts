/** Unpacks a zip archive (a VSIX is one) into a folder. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const END_SIGNATURE = 0x06054b50;
const STORED = 0;

/** Writes every file of the archive below `folder`. Archives beyond 4 GB (zip64) are not read. */
export async function unzip(archive: string, folder: string): Promise<void> {
  const bytes = await readFile(archive);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== END_SIGNATURE) end--;
  if (end < 0) throw new Error(`${archive} is no zip archive.`);
  const nEntry = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < nEntry; entry++) {
    const nameBytes = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes);
    if (!name.endsWith('/')) await writeEntry(bytes, at, join(folder, ...name.split('/')));
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

/** `at` is the entry's place in the archive's directory, which says where its content lies. */
async function writeEntry(bytes: Buffer, at: number, path: string): Promise<void> {
  const method = bytes.readUInt16LE(at + 10);
  const packedBytes = bytes.readUInt32LE(at + 20);
  const local = bytes.readUInt32LE(at + 42);
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(start, start + packedBytes);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, method === STORED ? packed : inflateRawSync(packed));
}
