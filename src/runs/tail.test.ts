import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFollower, tailFile } from './tail.ts';

let folder: string;
let path: string;
let heard: string[];
const listener = {
  onLines: (lines: string[]) => void heard.push(...lines),
  onReset: () => void (heard = ['reset']),
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-tail-'));
  path = join(folder, 'log');
  heard = [];
});
afterEach(() => rm(folder, { recursive: true }));

test('only complete lines are heard, in order, from the first byte', async () => {
  const follower = createFollower(path, listener);
  await follower.look();
  await writeFile(path, 'one\ntw');
  await follower.look();
  expect(heard).toEqual(['one']);
  await appendFile(path, 'o\nthree\n');
  await follower.look();
  expect(heard).toEqual(['one', 'two', 'three']);
});

test('characters cut by a read survive, wherever the cut is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat()), async (texts, cuts) => {
      await rm(path, { force: true });
      heard = [];
      const lines = texts.map((t) => t.replaceAll('\n', ' '));
      const bytes = Buffer.from(lines.map((l) => `${l}\n`).join(''));
      const follower = createFollower(path, listener);
      const at = [...cuts.map((c) => c % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      let from = 0;
      for (const to of at) {
        await appendFile(path, bytes.subarray(from, to));
        await follower.look();
        from = to;
      }
      expect(heard).toEqual(lines);
    }),
    { numRuns: 40 },
  );
});

test('a file that shrank or was replaced is read again', async () => {
  const follower = createFollower(path, listener);
  await writeFile(path, 'one\ntwo\n');
  await follower.look();
  await truncate(path, 4);
  await follower.look();
  expect(heard).toEqual(['reset', 'one']);
  await writeFile(`${path}.new`, 'other, longer than before\n');
  await rename(`${path}.new`, path);
  await follower.look();
  expect(heard).toEqual(['reset', 'other, longer than before']);
});

test('following goes on by itself until disposed', async () => {
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const tail = tailFile(
      path,
      {
        onLines: (found) => {
          lines.push(...found);
          if (lines.includes('two')) {
            tail.dispose();
            resolve();
          } else appendFile(path, 'two\n').catch(reject);
        },
        onReset: () => reject(new Error('reset')),
      },
      5,
    );
    writeFile(path, 'one\n').catch(reject);
  });
  expect(lines).toEqual(['one', 'two']);
});
