import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SampleRow } from '../dataset/sample.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-snapshot-'));
});
afterEach(() => rm(folder, { recursive: true }));

const rows: SampleRow[] = [
  { row: 3, rowHash: 'a1', sample: { kind: 'text', text: 'line\u2028separator and emoji 🙂' } },
  { row: 17, rowHash: 'b2', sample: { kind: 'completion', prompt: 'p', completion: 'c' } },
];

test('rows come back with their line numbers and hashes', async () => {
  const snapshot = await writeSnapshot(folder, rows);
  expect(await readSnapshot(snapshot.path, snapshot.sha256)).toEqual(rows);
  expect(gunzipSync(await readFile(snapshot.path)).toString()).toContain('"row":17');
});

test('the same rows make the same file, once', async () => {
  const first = await writeSnapshot(folder, rows);
  const bytes = await readFile(first.path);
  const again = await writeSnapshot(
    folder,
    rows.map(({ row, rowHash, sample }) => ({ sample, rowHash, row })),
  );
  expect([first.created, again.created, again.path]).toEqual([true, false, first.path]);
  await rm(first.path);
  await writeSnapshot(folder, rows);
  expect((await readFile(first.path)).equals(bytes)).toBe(true);
  expect(await readdir(folder)).toEqual([`${first.sha256}.jsonl.gz`]);
});

test('a damaged snapshot is refused', async () => {
  const { path, sha256 } = await writeSnapshot(folder, rows);
  await expect(readSnapshot(path, 'f'.repeat(64))).rejects.toMatchObject({ code: 'snapshot-damaged' });
  await writeFile(path, (await readFile(path)).subarray(0, 30));
  await expect(readSnapshot(path, sha256)).rejects.toMatchObject({ code: 'snapshot-damaged' });
});

test('a damaged snapshot is written anew when its rows come again', async () => {
  const { path, sha256 } = await writeSnapshot(folder, rows);
  await writeFile(path, (await readFile(path)).subarray(0, 30));
  expect(await writeSnapshot(folder, rows)).toMatchObject({ path, created: true });
  expect(await readSnapshot(path, sha256)).toEqual(rows);
});

test('large data goes through several gzip members', async () => {
  const many: SampleRow[] = Array.from({ length: 40 }, (_, i) => ({
    row: i + 1,
    rowHash: String(i),
    sample: { kind: 'text', text: String(i).repeat(500_000) },
  }));
  const { path, sha256 } = await writeSnapshot(folder, many);
  expect(await readSnapshot(path, sha256)).toEqual(many);
});
