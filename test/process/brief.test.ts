/** Briefs at the command line: `check` finds them by itself, `brief` prints them. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, type CliResult } from '../support/cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-brief-'));
  await mkdir(join(folder, 'data'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cli = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: folder });
const file = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

const ROWS = [
  { instruction: 'It broke.', output: 'You get a full refund.', task: 'returns' },
  { instruction: 'Where is my parcel?', output: 'It is on its way.' },
].map((row) => `${JSON.stringify(row)}\n`);
const BRIEF = {
  tasks: [
    { id: 'orders', description: 'Answers questions about orders.', share: 0.5, keywords: ['parcel'] },
    { id: 'returns', description: 'Explains returns.' },
  ],
  unacceptable: [{ id: 'promise', description: 'Promises a refund.', pattern: 'full (refund|credit)' }],
};

test.skipIf(process.platform === 'win32')('what is found beside a file and is no plain file is not read', async () => {
  await file('pipe.chat.jsonl', ROWS.join(''));
  execFileSync('mkfifo', [join(folder, 'pipe.brief.json')]);
  const { stdout } = await cli('check', 'pipe.chat.jsonl');
  expect(stdout).toContain('It cannot be read: it is a device or a pipe, not a file.');
  await rm(join(folder, 'pipe.brief.json'));
  await file('pipe.brief.json', ' '.repeat(4_000_001));
  expect((await cli('check', 'pipe.chat.jsonl')).stdout).toContain('It cannot be read: it is larger than 4 MB.');
});

test('the brief beside a file is used, another when named, none when told so', async () => {
  await file('shop.chat.jsonl', ROWS.join(''));
  await file('shop.brief.json', JSON.stringify(BRIEF));
  const beside = await cli('check', 'shop.chat.jsonl');
  expect(beside.code).toBe(1);
  expect(beside.stdout).toMatch(/^shop\.chat\.jsonl:1:48: error brief-unacceptable: .*"promise": Promises a refund\./);
  expect(beside.stdout).toMatch(/1 error, 0 warnings, 0 notes, brief shop\.brief\.json\n$/);
  const none = await cli('check', 'shop.chat.jsonl', '--no-brief', '--json');
  const [checked] = (JSON.parse(none.stdout) as { files: { counts: object; brief?: string }[] }).files;
  expect(checked).toMatchObject({ counts: { errors: 0, byCode: { 'unknown-field': 1 } } });
  expect(checked!.brief).toBeUndefined();
  await file('short.brief.json', '{"tone": {"maxWords": 4}}');
  expect((await cli('check', 'shop.chat.jsonl', '--brief', 'short.brief.json')).stdout).toMatch(/brief-length/);
});

test('a default in a folder above is used where a file has no brief of its own', async () => {
  await file('tunewright.brief.json', '{"tone": {"maxWords": 4}}');
  await file('data/rows.jsonl', ROWS[1]!);
  expect((await cli('check', 'data/rows.jsonl')).stdout).toMatch(/brief-length.*\n.*brief tunewright\.brief\.json\n$/);
  await rm(join(folder, 'tunewright.brief.json'));
});

test('a brief that is wrong is an error at the dataset, with its place', async () => {
  await file('wrong.jsonl', ROWS[1]!);
  await file('wrong.brief.json', '{"tone": {\n  "maxWord": 4}}');
  const { code, stdout } = await cli('check', 'wrong.jsonl');
  expect(code).toBe(1);
  expect(stdout).toContain('wrong.brief.json:2:3: "tone" has no field "maxWord". Did you mean "maxWords"?');
  const printed = await cli('brief', 'wrong.brief.json');
  expect(printed).toMatchObject({ code: 1, stdout: '' });
  expect(printed.stderr).toMatch(/^wrong\.brief\.json:2:3: error: "tone" has no field/);
});

test.each([
  [['check', 'shop.chat.jsonl', '--brief', 'absent.json'], 'There is no file at absent.json.'],
  [['check', 'shop.chat.jsonl', '--brief', 'a', '--no-brief'], '--brief and --no-brief exclude each other.'],
  [['brief', 'alone.jsonl'], 'alone.jsonl has no brief. Write one as alone.brief.json'],
  [['brief'], 'Name one file.'],
])('misuse: %j', async (args, message) => {
  await file('alone.jsonl', ROWS[1]!);
  const { code, stdout, stderr } = await cli(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('brief prints what was decided, and how the rows are spread', async () => {
  expect((await cli('brief', 'shop.chat.jsonl')).stdout).toBe(
    [
      'shop.brief.json',
      '  tasks',
      '    orders   Answers questions about orders. [1 row, 50 %, target 50 %]',
      '    returns  Explains returns. [1 row, 50 %]',
      '  unacceptable',
      '    promise  Promises a refund.',
      '',
    ].join('\n'),
  );
  const { coverage, systemPrompt } = JSON.parse((await cli('brief', 'shop.chat.jsonl', '--json')).stdout) as {
    coverage: object;
    systemPrompt: string;
  };
  expect(coverage).toMatchObject({ rows: 2, withoutTask: 0, tasks: [{ id: 'orders', rows: 1 }, { id: 'returns' }] });
  expect(systemPrompt).toContain('- Promises a refund.');
  expect((await cli('brief', 'shop.brief.json', '--system-prompt')).stdout).toBe(`${systemPrompt}\n`);
});
