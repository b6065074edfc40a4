import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFor } from '../../test/support/ruleTable.ts';
import { checkFile } from './checkFile.ts';

const row = (n: number): string => `{"text": "Row ${n}."}`;

test.each([
  [`${row(1)}\r${row(2)}\r`, 0],
  [`${row(1)}\n${row(2)}\r\n${row(3)}\r${row(4)}\n`, 2],
  [`${row(1)}\r\n${row(2)}\r\n`, undefined],
])('%j', (text, line) => {
  expect(checkFor('file-line-ends', text).problems.map(({ range }) => range.startLine)).toEqual(
    line === undefined ? [] : [line],
  );
});

test('in a file that is read in parts, whatever part it is in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'line-ends-'));
  try {
    const path = join(folder, 'data.jsonl');
    const rows = Array.from({ length: 20_000 }, (_, i) => row(i));
    await writeFile(path, `${rows.join('\n')}\r${row(-1)}\n`);
    const problems = [];
    for await (const batch of checkFile(path, { rules: { 'near-duplicate': 'off' } })) problems.push(...batch);
    expect(problems.map(({ code, range }) => [code, range.startLine])).toEqual([['file-line-ends', rows.length - 1]]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
