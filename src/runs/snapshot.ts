/**
 * The rows a run trains on, frozen at its start: `<data folder>/<sha256>.jsonl.gz`, shared by the runs of a workspace.
 * One row a line as {row, rowHash, sample}, so that row numbers of the source survive and no format or column mapping is needed to read it back.
 * The name is the SHA-256 of the text, not of the gzip bytes: those may change with the zlib of another Node.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip, gunzip, gzipSync } from 'node:zlib';
import { errors } from '../common/errors.ts';
import { writeError, writeFileAtomic } from '../common/files.ts';
import type { SampleRow } from '../dataset/sample.ts';

export type Snapshot = {
  path: string;
  /** Of the uncompressed text, hexadecimal. */
  sha256: string;
  nRows: number;
  /** No earlier run had written it, or not whole. */
  created: boolean;
};

/** Writes the rows, unless the same ones are there already. Throws UserError `disk-full` or `not-writable`. */
export async function writeSnapshot(dataFolder: string, samples: readonly SampleRow[]): Promise<Snapshot> {
  const hash = createHash('sha256');
  for (const sample of samples) hash.update(line(sample));
  const sha256 = hash.digest('hex');
  const path = join(dataFolder, `${sha256}.jsonl.gz`);
  // The name promises the content, a disk does not: a damaged file is written anew, or no run with these rows could start again.
  const created = (await hashOfText(path)) !== sha256;
  if (created) {
    await mkdir(dataFolder, { recursive: true }).catch((error: unknown) => {
      throw writeError(dataFolder, error);
    });
    await writeFileAtomic(path, gzipMembers(samples));
  }
  return { path, sha256, nRows: samples.length, created };
}

/** SHA-256 of the text in a gzip file; undefined when there is no such file, or it is damaged. */
async function hashOfText(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), createGunzip(), hash);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

/** Reads the rows back and checks them against their hash. Throws UserError `snapshot-damaged`. */
export async function readSnapshot(path: string, sha256: string): Promise<SampleRow[]> {
  const text = await readFile(path)
    .then((bytes) => promisify(gunzip)(bytes))
    .catch((error: unknown) => {
      throw errors.snapshotDamaged(path, error);
    });
  if (createHash('sha256').update(text).digest('hex') !== sha256) throw errors.snapshotDamaged(path);
  const rows: SampleRow[] = [];
  // Split at bytes: one JavaScript string could not hold a very large data set.
  for (let start = 0; start < text.length;) {
    const end = text.indexOf(0x0a, start);
    rows.push(JSON.parse(text.toString('utf8', start, end)) as SampleRow); // written by us, and the hash matched
    start = end + 1;
  }
  return rows;
}

const line = ({ row, rowHash, sample }: SampleRow): string => `${JSON.stringify({ row, rowHash, sample })}\n`;

const MEMBER_BYTES = 16 << 20;

/** A gzip file may be many members in a row: memory stays bounded. The system byte of each header is set to "unknown", so that every system writes the same. */
function* gzipMembers(samples: readonly SampleRow[]): Iterable<Uint8Array> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const member = () => {
    const bytes = gzipSync(Buffer.concat(pending));
    bytes[9] = 255;
    pending = [];
    pendingBytes = 0;
    return bytes;
  };
  for (const sample of samples) {
    const bytes = Buffer.from(line(sample));
    pending.push(bytes);
    pendingBytes += bytes.length;
    if (pendingBytes >= MEMBER_BYTES) yield member();
  }
  if (pendingBytes > 0 || samples.length === 0) yield member();
}
