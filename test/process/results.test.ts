/** Where results of the dataset commands go, and what is never written over. Devices are stood in for by pipes: a device that is lost stays lost. */
import { execFileSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';

const folders: string[] = [];
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-results-'));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

const put = (name: string, content: string | Buffer): Promise<void> => writeFile(join(folder, name), content);
const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
const run = (...args: string[]): ReturnType<typeof runCli> => runCli(args, { cwd: folder });

const TWICE = '{"text": "a"}\n{"text":"a"}\n{"text": "b",}\n';
const ONCE = '{"text": "a"}\n{"text": "b",}\n';

describe.skipIf(process.platform === 'win32')('a pipe keeps its place', () => {
  const NOT_A_FILE = 'is a device or a pipe, and nothing is written in its place. Name a file.';
  test.each([
    ['by its name', 'pipe'],
    ['by a link', 'link'],
  ])('%s', async (_name, out) => {
    await put('data.jsonl', TWICE);
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await symlink('pipe', join(folder, 'link'));
    for (const command of [
      ['dedupe', 'data.jsonl', '--out', out, '--force'],
      ['dedupe', 'data.jsonl', '--out', 'new.jsonl', '--removed', out, '--force'],
      ['fix', 'data.jsonl', '--out', out, '--force'],
      ['merge', 'data.jsonl', 'data.jsonl', '--out', out, '--force'],
    ]) {
      const { code, stderr } = await run(...command);
      expect(`${code} ${stderr}`).toContain(`1 tunewright: ${out} ${NOT_A_FILE}`);
    }
    expect((await lstat(join(folder, 'pipe'))).isFIFO()).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['data.jsonl', 'link', 'pipe']);
  });
});

test('a folder, a missing folder and "-" are no files', async () => {
  await put('data.jsonl', TWICE);
  await mkdir(join(folder, 'sides'));
  const refused = async (out: string): Promise<string> =>
    (await run('dedupe', 'data.jsonl', '--out', out, '--force')).stderr;
  expect(await refused('sides')).toContain('sides is a folder, and nothing is written in its place.');
  expect(await refused('missing/x/y.jsonl')).toBe(
    'tunewright: missing/x/y.jsonl cannot be written: there is no folder missing/x. Make the folder first, or name another file.\n',
  );
  expect(await refused('-')).toContain('Results are written to files, and "-" is none.');
  expect((await readdir(folder)).sort()).toEqual(['data.jsonl', 'sides']);
});

test('a result that is named .gz is compressed', async () => {
  await put('data.jsonl', TWICE);
  const unpacked = async (name: string): Promise<string> => gunzipSync(await readFile(join(folder, name))).toString();
  expect((await run('dedupe', 'data.jsonl', '--out', 'a.jsonl.gz')).code).toBe(0);
  expect(await unpacked('a.jsonl.gz')).toBe(ONCE);
  expect((await run('fix', 'a.jsonl.gz', '--out', 'b.jsonl.gz')).code).toBe(0);
  expect(await unpacked('b.jsonl.gz')).toBe('{"text": "a"}\n{"text": "b"}\n');
  await put('c.jsonl.gz', gzipSync(TWICE));
  expect((await run('dedupe', 'c.jsonl.gz', '--in-place')).code).toBe(0);
  expect(await unpacked('c.jsonl.gz')).toBe(ONCE);
  expect((await run('merge', 'b.jsonl.gz', 'b.jsonl.gz', '--out', 'd.json.gz')).code).toBe(0);
  expect(JSON.parse(await unpacked('d.json.gz'))).toHaveLength(4);
});

test('only commands that can change the file itself are told to', async () => {
  await put('data.jsonl', TWICE);
  const advice = async (...args: string[]): Promise<string> =>
    (await run(...args, '--out', 'data.jsonl', '--force')).stderr;
  expect(await advice('merge', 'data.jsonl', 'data.jsonl')).not.toContain('--in-place');
  expect(await advice('convert', 'data.jsonl', '--to', 'completion')).toContain('Name another file with --out.\n');
  expect(await advice('sort', 'data.jsonl')).toContain('--in-place');
  for (const command of ['merge', 'convert', 'import', 'split', 'sample', 'to-json', 'to-jsonl'])
    expect((await run(command, '--help')).stdout).not.toContain('--in-place');
  expect(await text('data.jsonl')).toBe(TWICE);
});

test('an object around the rows is no array, and is not called lines', async () => {
  await put('wrap.json', '{"version": 1, "data": [{"text": "a"}]}');
  expect((await run('to-jsonl', 'wrap.json')).stderr).toContain(
    'wrap.json is one JSON object, and its rows seem to be the list under "data".',
  );
  await put('row.jsonl', '{"messages": [{"role": "user", "content": "a"}]}\n');
  expect((await run('to-jsonl', 'row.jsonl')).stderr).toContain('its rows are lines already');
});

test('a rule or a field that nobody knows is told with what may be meant', async () => {
  await put('data.jsonl', TWICE);
  const says = async (...args: string[]): Promise<string> => (await run(...args)).stderr;
  expect(await says('check', 'data.jsonl', '--rules', 'foo=error')).toBe(
    'tunewright: There is no rule "foo". Each line that "tunewright check" prints names the code of its rule.\n',
  );
  expect(await says('fix', 'data.jsonl', '--code', 'duplicate')).toContain('Did you mean "json-duplicate-key" or "');
  expect(await says('check', 'data.jsonl', '--columns', 'q=instruktion')).toContain('Did you mean "instruction"?');
  for (const command of ['check', 'clean', 'fix'])
    expect(await says(command, 'data.jsonl', '--columns', 'q=foo')).toContain('No format has a field "foo".');
});
