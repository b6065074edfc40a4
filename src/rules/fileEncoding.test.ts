import { gzipSync } from 'node:zlib';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFile } from './checkFile.ts';
import type { Problem } from '../dataset/problem.ts';

const ROWS = '{"text": "A row."}\n{"text": "Another row."}\n';

async function problemsOf(bytes: Buffer): Promise<Problem[]> {
  const folder = await mkdtemp(join(tmpdir(), 'encoding-'));
  try {
    const path = join(folder, 'data.jsonl');
    await writeFile(path, bytes);
    const problems = [];
    for await (const batch of checkFile(path)) problems.push(...batch);
    return problems;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each([
  ['without a byte order mark', Buffer.from(ROWS, 'utf16le')],
  ['with one', Buffer.from(`\uFEFF${ROWS}`, 'utf16le')],
  ['the other way round', Buffer.from(ROWS, 'utf16le').swap16()],
])('UTF-16 %s is said, once a row and instead of its syntax', async (_name, bytes) => {
  const problems = (await problemsOf(bytes)).filter(
    ({ code, range }) => range.startLine < 2 && code !== 'format-unknown',
  );
  expect(problems.map(({ code, message }) => [code, message.includes('UTF-16')])).toEqual([
    ['file-encoding', true],
    ['file-encoding', true],
  ]);
});

test('a compressed file is called so', async () => {
  const [problem] = await problemsOf(gzipSync(ROWS));
  expect(problem).toMatchObject({
    code: 'file-encoding',
    message: expect.stringContaining('compressed with gzip') as string,
  });
});
