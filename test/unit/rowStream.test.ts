/** Rows as a stream equal the rows of the file read as a whole, wherever the chunks are cut. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDatasetFile, type DatasetRow, type ReadOptions } from '../../src/dataset/read.ts';
import { openRows } from '../../src/dataset/rowStream.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-rows-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function check(name: string, content: Buffer, options: ReadOptions = {}): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, content);
  const whole = await readDatasetFile(path, options);
  const stream = await openRows(path, options);
  for (let time = 0; time < 2; time++) {
    const rows: DatasetRow[] = [];
    for await (const batch of stream.rows()) rows.push(...batch);
    expect(rows.filter(({ blank }) => !blank)).toEqual(whole.rows);
  }
  expect(stream).toMatchObject({ format: whole.format, layout: whole.layout, columns: whole.columns });
}

const big = (n: number): Buffer =>
  Buffer.from(
    Array.from({ length: n }, (_, i) => JSON.stringify({ text: `é🙂 ${i} ${'x'.repeat(i % 997)}` })).join('\n'),
  );

test('JSONL over several chunks, plain and packed', async () => {
  await check('big.jsonl', big(6000));
  await check('big.jsonl.gz', gzipSync(big(6000)));
});

test('kinds of line end, a byte order mark, blank lines, bytes that are not UTF-8', async () => {
  await check('crlf.jsonl', Buffer.from('\uFEFF{"text": "a"}\r\n\r\n{"text": "b"}\r{"text": "c"}\n'));
  await check('latin.jsonl', Buffer.concat([big(3000), Buffer.from('\n{"text": "\xe9"}\n', 'latin1'), big(10)]));
  await check('empty.jsonl', Buffer.from(''));
});

test('a JSON array, and own columns', async () => {
  await check('array.json', Buffer.from('[\n  {"text": "a"},\n  {"text": "b"}\n]\n'));
  await check('own.jsonl', Buffer.from('{"q": "a", "a": "b"}\n'), { columns: { q: 'instruction', a: 'output' } });
});

test('a file that is no gzip is said to be none', async () => {
  const path = join(folder, 'fake.jsonl.gz');
  await writeFile(path, 'plain');
  await expect(openRows(path)).rejects.toMatchObject({ code: 'not-gzip' });
});
