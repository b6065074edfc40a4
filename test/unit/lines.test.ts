/** Lines of a file on disk are the lines of its text, whatever ends them and wherever the reader's blocks are cut. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linesOfFile, linesOfText } from '../../src/dataset/lines.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-lines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a file and its text have the same lines', async () => {
  const piece = fc.constantFrom('\n', '\r\n', '\r', 'a', 'é', '😀', '\uFFFD', '\u2028', '');
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.boolean(), async (pieces, isGzip) => {
      const text = pieces.join('');
      const path = join(folder, isGzip ? 'x.jsonl.gz' : 'x.jsonl');
      await writeFile(path, isGzip ? gzipSync(text) : text);
      expect(await linesOfFile(path)).toEqual(linesOfText(text));
    }),
    { numRuns: 60 },
  );
});

test('lines longer than a block, and a character on its edge', async () => {
  const text = ['x'.repeat((1 << 20) - 1) + 'é', 'y'.repeat(3 << 20), ''].join('\r\n');
  const path = join(folder, 'long.jsonl');
  await writeFile(path, text);
  expect((await linesOfFile(path)).lines.map((line) => line.length)).toEqual([1 << 20, 3 << 20, 0]);
});

test('the first byte that is not UTF-8 is named by line and column', async () => {
  const path = join(folder, 'latin.jsonl');
  await writeFile(
    path,
    Buffer.concat([Buffer.from('ok\n😀\uFFFDa'), Buffer.from([0xe9, 0x62, 0x0a]), Buffer.from('ok')]),
  );
  const { lines, invalid } = await linesOfFile(path);
  expect(lines).toEqual(['ok', '😀\uFFFDa\uFFFDb', 'ok']);
  expect([...invalid]).toEqual([[1, 4]]);
});

test('paths that cannot be read are named', async () => {
  const text = join(folder, 'no.jsonl.gz');
  await writeFile(text, 'not gzip');
  await expect(linesOfFile(text)).rejects.toMatchObject({ code: 'not-gzip' });
  await expect(linesOfFile(join(folder, 'missing'))).rejects.toMatchObject({ code: 'file-not-found' });
  await expect(linesOfFile(folder)).rejects.toMatchObject({ code: 'dataset-is-folder' });
});
