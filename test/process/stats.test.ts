/** `tunewright stats`: numbers that can be checked by hand, and the same ones from an array as from lines. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatasetStatistics } from '../../src/statistics/types.ts';
import { runCli } from '../support/cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-stats-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const stats = (...args: string[]): ReturnType<typeof runCli> => runCli(['stats', ...args], { cwd: folder });
const only = (stdout: string): DatasetStatistics => (JSON.parse(stdout) as { files: DatasetStatistics[] }).files[0]!;

const user = { role: 'user', content: 'Hello there.' };
const ROWS = [
  { messages: [user, { role: 'assistant', content: 'Hi.' }] },
  { messages: [user, { role: 'assistant', content: 'Hi.' }] },
  {
    messages: [
      { ...user, content: 'HELLO  there.' },
      { role: 'assistant', content: 'Good day to you.' },
    ],
  },
  { messages: [{ role: 'system', content: 'Be brief.' }, user, { role: 'assistant', content: 'word '.repeat(700) }] },
];

test('rows, roles, lengths, repeats, tokens and cost', async () => {
  await writeFile(
    join(folder, 'chat.jsonl'),
    `${ROWS.map((row) => JSON.stringify(row)).join('\n')}\n\n{broken\n{\n  "messages": []\n}\n`,
  );
  const { code, stdout } = await stats('chat.jsonl', '--base', 'embedded', '--json');
  expect(code).toBe(0);
  const found = only(stdout);
  expect(found).toMatchObject({
    ...{ format: 'chat', nRows: 6, formats: { chat: 4, invalid: 2 } },
    roles: { user: 4, assistant: 4, system: 1 },
    duplicates: { nEqualRows: 1, nRepeatedPrompts: 2, nNearDuplicates: 0 },
    characters: { prompt: { n: 4, min: 12, max: 21 }, response: { n: 4, min: 3, max: 3500 } },
    tokens: { base: 'embedded', maxLength: 512, nRows: 4, nRowsCut: 1 },
    coverage: null,
    cost: { epochs: 10, tokensPerSecond: null, seconds: null },
  });
  const { tokens, cost, problems } = found;
  expect(tokens!.nTokens).toBe(tokens!.prompt.sum + tokens!.response.sum);
  expect(tokens!.nTrained).toBe(tokens!.response.sum - tokens!.nTokensCut); // the cut row loses trained tokens alone
  expect(cost!.nTokens).toBe(10 * (tokens!.nTokens - tokens!.nTokensCut));
  expect(problems.errors).toBe(2);
  expect(problems.codes[0]).toMatchObject({ code: 'json-syntax', severity: 'error', n: 2, line: 6 });
  expect(problems.codes).toEqual(
    expect.arrayContaining([
      { code: 'over-length', severity: 'warning', n: 1, line: 4, column: expect.any(Number) as number },
      { code: 'duplicate-row', severity: 'warning', n: 1, line: 2, column: 1 },
    ]),
  );

  await writeFile(join(folder, 'chat.json'), JSON.stringify(ROWS));
  const array = only((await stats('chat.json', '--base', 'embedded', '--json')).stdout);
  const rest = { path: '', problems: null, formats: null, nRows: 4 };
  expect({ ...array, ...rest }).toEqual({ ...found, ...rest });
});

test('for people: tables with bars, and without a model in characters', async () => {
  await writeFile(join(folder, 'plain.jsonl'), '{"instruction": "a", "output": "bc"}\n');
  const { code, stdout } = await stats('plain.jsonl');
  expect(code).toBe(0);
  expect(stdout).toContain('plain.jsonl: alpaca, 1 row\n');
  expect(stdout).toContain('Response, in characters: least 2, median 2, 95 % up to 2, most 2\n  2  █');
  expect(stdout).toContain('No problems');
});

test('misuse exits with 2', async () => {
  for (const args of [
    [],
    ['missing.jsonl'],
    ['plain.jsonl', '--base', '/nowhere'],
    ['plain.jsonl', '--max-length', '8'],
  ])
    expect(await stats(...args)).toMatchObject({ code: 2, stdout: '' });
});
