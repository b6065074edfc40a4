/** `tunewright check` as a person or a script meets it. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';

let folder = '';
const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return name;
};
const check = (...args: string[]): ReturnType<typeof runCli> => runCli(['check', ...args], { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-check-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a good file', async () => {
  const path = await file('good.jsonl', '{"text": "a"}\n{"text": "b"}\n');
  expect(await check(path)).toEqual({
    code: 0,
    stdout: 'good.jsonl: text, 2 rows, 0 errors, 0 warnings, 0 notes\n',
    stderr: '',
  });
});

test('a table is pointed to import', async () => {
  const path = await file('table.csv', 'question,answer\nq,a\n');
  const { code, stdout } = await check(path);
  expect(code).toBe(1);
  expect(stdout).toContain('\n  A table is no dataset yet. Try: tunewright import table.csv\n');
});

test('text of a dataset cannot steer the terminal', async () => {
  const path = await file('steer.jsonl', '{"text": "a", "\\u001b]0;owned\\u0007\\nx": 1}\n');
  const { stdout } = await check(path);
  expect(stdout).toContain('"\\x1b]0;owned\\x07\\x0ax"');
  expect(stdout.trimEnd()).not.toMatch(/[^\P{Cc}\n]/u);
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
});

test('a bad file: file:line:column for people, the same places as JSON', async () => {
  const path = await file('bad.jsonl', '{"text": "a"}\n{"text": 5}\n{"text": "a"}\n');
  const human = await check(path);
  expect(human.code).toBe(1);
  const [error, warning, summary] = human.stdout.split('\n');
  expect(error).toMatch(/^bad\.jsonl:2:10: error wrong-type: /);
  expect(warning).toMatch(/^bad\.jsonl:3:1: warning duplicate-row: /);
  expect(summary).toBe('bad.jsonl: text, 3 rows, 1 error, 1 warning, 0 notes');
  const json = await check(path, 'good.jsonl', '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toEqual({
    files: [
      {
        path: 'bad.jsonl',
        format: 'text',
        rows: 3,
        counts: { errors: 1, warnings: 1, information: 0, byCode: { 'wrong-type': 1, 'duplicate-row': 1 } },
        problems: [
          {
            ...{ code: 'wrong-type', severity: 'error', message: expect.any(String) as string },
            ...{ line: 2, column: 10, endLine: 2, endColumn: 11 },
          },
          {
            ...{ code: 'duplicate-row', severity: 'warning', message: expect.any(String) as string },
            ...{ line: 3, column: 1, endLine: 3, endColumn: 14 },
            related: [{ message: expect.any(String) as string, line: 1, column: 1, endLine: 1, endColumn: 14 }],
          },
        ],
      },
      {
        path: 'good.jsonl',
        format: 'text',
        rows: 2,
        counts: { errors: 0, warnings: 0, information: 0, byCode: {} },
        problems: [],
      },
    ],
  });
});

test('levels of rules: another severity, or none', async () => {
  const path = await file('levels.jsonl', '{"text": "a"}\n{"text": "a"}\n');
  expect((await check(path, '--rules', 'duplicate-row=error')).code).toBe(1);
  expect((await check(path, '--rules', 'duplicate-row=off')).stdout).toContain('0 errors, 0 warnings');
  const wrong = await check(path, '--rules', 'duplicate-rows=off');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('Did you mean "duplicate-row"?');
  expect((await check(path, '--rules', 'duplicate-row=loud')).code).toBe(2);
});

test('own columns are offered, and mapped', async () => {
  const path = await file('own.jsonl', '{"question": "q", "answer": "a"}\n');
  const unmapped = await check(path);
  expect(unmapped.code).toBe(1);
  expect(unmapped.stdout).toContain('--columns question=instruction,answer=output');
  expect((await check(path, '--columns', 'question=instruction,answer=output')).code).toBe(0);
  expect((await check(path, '--format', 'alpaca')).stdout).toContain('missing-field');
});

test.each([
  [[], 'No file is named'],
  [['missing.jsonl'], 'There is no file at missing.jsonl'],
  [['.'], 'is a folder'],
  [['x', '--columns', 'question'], 'maps no column'],
  [['x', '--columns', 'a=output,b=output'], 'twice'],
  [['x', '--format', 'csv'], 'no format "csv"'],
  [['x', '--what'], 'what'],
])('misuse %j exits with 2 and says what is wrong', async (args, message) => {
  const { code, stdout, stderr } = await check(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test.skipIf(process.platform === 'win32')('the first Ctrl+C ends it: there is nothing to save', async () => {
  const path = join(folder, 'endless.jsonl');
  execFileSync('mkfifo', [path]);
  const { child, ended } = startCli(['check', path]);
  const writer = await open(path, 'w'); // once it reads
  child.kill('SIGINT');
  // Rows without end: were it to go on, it would never stop. A read that waits would keep the process from ending.
  while (child.exitCode === null) {
    await writer.write('{"text": "x"}\n').catch(() => undefined);
    await setImmediate();
  }
  await writer.close();
  expect(await ended).toMatchObject({ code: 130, stdout: '' });
});

test('--help lists commands in one style, and --version', async () => {
  const { code, stdout } = await runCli(['--help']);
  expect(code).toBe(0);
  const summaries = stdout
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().split(/ {2,}/)[1]);
  expect(summaries.length).toBeGreaterThan(20);
  for (const summary of summaries) expect(summary).toMatch(/^[a-z].*[^.]$/);
  expect(stdout).toMatch(/^ {2}--version +print the version$/m);
});

test('large numbers are written as in the statistics', async () => {
  await writeFile(join(folder, 'many.jsonl'), '{"text": "a"}\n'.repeat(1200));
  const { stdout } = await runCli(['check', join(folder, 'many.jsonl'), '--rules', 'duplicate-row=off']);
  expect(stdout).toContain(': text, 1,200 rows, 0 errors, ');
});
