/** Near-duplicates of a file that is read as a stream are those of the file read as a whole. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../src/dataset/problem.ts';
import { readDatasetFile } from '../../src/dataset/read.ts';
import { readRow } from '../../src/dataset/row.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { checkFile } from '../../src/rules/checkFile.ts';
import { createFileNearDuplicates } from '../../src/rules/fileNearDuplicates.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-near-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const row = (n: number, word: string): string =>
  JSON.stringify({
    text: `${word} number ${n} has been written so that it differs from each of the others in more than a word ${n * 7} ${n * 11}`,
  });
const LINES = [
  '',
  ...Array.from({ length: 60 }, (_, n) => row(n, 'Row')),
  row(7, 'row!'),
  '{"text": "broken',
  row(7, 'Row'),
  row(50, 'This row of ours, which is'),
  row(3, 'ROW'),
];

async function streamed(path: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  for await (const batch of checkFile(path)) problems.push(...batch);
  return problems;
}

const near = (problems: readonly Problem[]): Problem[] => problems.filter(({ code }) => code === 'near-duplicate');

test.each([
  ['plain', 'a.jsonl', Buffer.from(LINES.join('\n'))],
  ['with a byte order mark and CRLF', 'b.jsonl', Buffer.from(`\uFEFF${LINES.join('\r\n')}\r\n`)],
  ['compressed', 'c.jsonl.gz', gzipSync(LINES.join('\n'))],
])('%s', async (_, name, bytes) => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const found = near(await streamed(path));
  expect(found).toEqual(near(checkDataset(await readDatasetFile(path)).problems));
  expect(found.map(({ range }) => range.startLine)).toEqual([61, 65]);
  expect(found[0]!.message).toContain('The same as row 9 but for case');
});

test('more rows than are compared are said, not passed over', async () => {
  const few = createFileNearDuplicates('text', {}, 2);
  for (const line of LINES) few.add(readRow(line, {}));
  expect(await few.find('unused', () => false)).toBe('not compared');
});

test('a file that is gone or no plain one is said as well', async () => {
  const pipe = createFileNearDuplicates('text', {});
  for (const line of LINES) pipe.add(readRow(line, {}));
  expect(await pipe.find('/dev/null', () => false)).toBe('read once');
});
