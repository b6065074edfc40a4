/** `tunewright fix` as a person or a script meets it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-fix-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fix = (...args: string[]): ReturnType<typeof runCli> => runCli(['fix', ...args], { cwd: folder });
const read = (name: string): Promise<string> => readFile(join(folder, name), 'latin1');
const BAD = '\u00EF\u00BB\u00BF{"text": "a",}\r\n{"text": 4}\r\n\r\n{"text": "\u00E9"}\r\n{"text": ""}';
const GOOD = '{"text": "a"}\r\n{"text": "4"}\r\n{"text": "\u00E9"}\r\n{"text": ""}';

test('it says what it would do and writes nothing', async () => {
  await writeFile(join(folder, 'a.jsonl'), BAD, 'latin1');
  const { code, stdout } = await fix('a.jsonl');
  expect(code).toBe(1);
  expect(stdout.split('\n')).toEqual([
    'a.jsonl: 4 fixes to make; nothing is written without --in-place or --out',
    '  file-bom: 1 at line 1 (Remove the byte order mark)',
    '  json-syntax: 1 at line 1 (Remove the comma before the closing bracket)',
    '  wrong-type: 1 at line 2 (Write "4")',
    '  json-blank-line: 1 at line 3 (Remove the line)',
    expect.stringMatching(/^ {2}Left: 2 errors, 0 warnings, 0 notes; of these 1 with a fix to choose/),
    '',
  ]);
  expect(await read('a.jsonl')).toBe(BAD);
  expect((await fix('a.jsonl', '--in-place', '--dry-run')).code).toBe(1);
  expect(await read('a.jsonl')).toBe(BAD);
});

test('beside the file, then in its place; bytes that are not UTF-8 stay', async () => {
  await writeFile(join(folder, 'a.jsonl'), BAD, 'latin1');
  expect((await fix('a.jsonl', '--out', 'b.jsonl')).code).toBe(0);
  expect(await read('a.jsonl')).toBe(BAD);
  expect(await read('b.jsonl')).toBe(GOOD);
  expect((await fix('a.jsonl', '--out', 'b.jsonl')).stderr).toContain('b.jsonl');
  const { stdout } = await fix('a.jsonl', '--in-place', '--json');
  expect(await read('a.jsonl')).toBe(GOOD);
  expect(JSON.parse(stdout)).toMatchObject({
    files: [
      {
        path: 'a.jsonl',
        written: 'a.jsonl',
        fixes: 4,
        byCode: { 'wrong-type': { fixes: 1, lines: [2] } },
        left: { errors: 2, firstOfCode: { 'empty-output': { line: 4, column: 10 } } },
        finished: true,
      },
    ],
  });
  expect((await fix('a.jsonl')).stdout).toMatch(/^a\.jsonl: nothing to fix\n/);
  expect((await readdir(folder)).sort()).toEqual(['a.jsonl', 'b.jsonl']);
});

test('some codes only, and fixes that may not be meant', async () => {
  await writeFile(join(folder, 'c.jsonl'), BAD, 'latin1');
  expect((await fix('c.jsonl', '--in-place', '--code', 'json-blank-line,file-bom')).code).toBe(0);
  expect(await read('c.jsonl')).toBe('{"text": "a",}\r\n{"text": 4}\r\n{"text": "\u00E9"}\r\n{"text": ""}');
  expect((await fix('c.jsonl', '--in-place', '--code', 'empty-output', '--unsafe-fixes')).code).toBe(0);
  expect(await read('c.jsonl')).toBe('{"text": "a",}\r\n{"text": 4}\r\n{"text": "\u00E9"}');
});

test('exact repeats are removed, and how many is said', async () => {
  await writeFile(join(folder, 'r.jsonl'), '{"text": "a"}\n{"text":"a"}\n{"text": 4}\n');
  expect((await fix('r.jsonl')).stdout).toMatch(/^r\.jsonl: 2 fixes to make, 1 row to remove; nothing is written/);
  const { stdout } = await fix('r.jsonl', '--in-place');
  expect(stdout).toMatch(/^r\.jsonl: 2 fixes made, 1 row removed → r\.jsonl\n/);
  expect(await read('r.jsonl')).toBe('{"text": "a"}\n{"text": "4"}\n');
});

test('misuse', async () => {
  await writeFile(join(folder, 'd.jsonl.gz'), gzipSync('{"text": "a",}\n'));
  const wrong = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await fix(...args);
    return `${code} ${stderr}`;
  };
  expect(await wrong()).toMatch(/^2 .*No file is named/);
  expect(await wrong('missing.jsonl')).toMatch(/^2 .*There is no file/);
  expect(await wrong('a.jsonl', '--code', 'json-sintax')).toMatch(/^2 .*Did you mean "json-syntax"/);
  expect(await wrong('a.jsonl', '--in-place', '--out', 'x.jsonl')).toMatch(/^2 .*exclude each other/);
  expect((await fix('d.jsonl.gz', '--out', 'd.jsonl')).code).toBe(0);
  expect(await read('d.jsonl')).toBe('{"text": "a"}\n');
});
