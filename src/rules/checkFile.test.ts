/** A file that is read batch by batch has the problems of the same text as a whole. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../dataset/problem.ts';
import { readDatasetText } from '../dataset/read.ts';
import { checkDataset } from './check.ts';
import { checkFile } from './checkFile.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-check-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function checkFileText(text: string): Promise<unknown> {
  const path = join(folder, 'data.jsonl');
  await writeFile(path, text);
  const problems: Problem[] = [];
  const batches = checkFile(path);
  for (;;) {
    const { value, done } = await batches.next();
    if (done === true) return { problems: inOrder(problems), ...value, rows: undefined };
    problems.push(...value);
  }
}

const inOrder = (problems: Problem[]): Problem[] =>
  problems.sort((a, b) => (JSON.stringify([a.range, a.message]) < JSON.stringify([b.range, b.message]) ? -1 : 1));

function checkText(text: string): unknown {
  const { problems, counts, format, nRows, nNearDuplicates, suggestedColumns } = checkDataset(
    readDatasetText(text, 'data.jsonl'),
  );
  return {
    problems: inOrder(problems),
    format,
    nRows,
    nNearDuplicates,
    counts,
    ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
  };
}

const line = fc.constantFrom(
  '{"instruction": "a", "output": "b"}',
  '{"instruction": "A ", "output": "c", "note": 1, "id": 2}',
  '{"instruction": "x", "output": "y",}',
  '{"instruction": "x", "imput": "y"}',
  '{"text": "x"}',
  '',
  '{',
  '  "instruction": "one",',
  '  "output": "two"',
  '}',
  '{"instruction": "a line',
  'break", "output": "z"}',
  '[{"role": "user", "content": "hi"}]',
);

test('random lines', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
      const text = `{"instruction": "q", "output": "r"}\n${lines.join('\n')}`;
      expect(await checkFileText(text)).toEqual(checkText(text));
    }),
    { numRuns: 150 },
  );
});

test('values that go on over the bounds of batches, which are a megabyte each', async () => {
  const long = `{"instruction": "${'x'.repeat(300_000)}", "output": "y"}`;
  const pretty = `{\n  "instruction": "${'p'.repeat(300_000)}",\n  "output": "z"\n}`;
  const text = Array.from({ length: 12 }, (_, i) => (i % 3 === 2 ? long : pretty)).join('\n');
  expect(await checkFileText(text)).toEqual(checkText(text));
});
