/** The commands that make datasets from datasets, as a person or a script meets them. */
import { chmod, link, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';

const folders: string[] = [];
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-operations-'));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

const put = (name: string, content: string | Buffer): Promise<void> => writeFile(join(folder, name), content);
const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
const run = (...args: string[]): ReturnType<typeof runCli> => runCli(args, { cwd: folder });
const names = async (): Promise<string[]> => (await readdir(folder)).sort();

const TWICE = '{"text": "a"}\n{"text":"a"}\n{"text": "b"}\n';

describe('where results go', () => {
  test('beside the file, under a name that editors know', async () => {
    await put('data.chat.jsonl', TWICE);
    expect(await run('dedupe', 'data.chat.jsonl')).toEqual({
      code: 0,
      stdout:
        'dedupe: data.chat.jsonl, 3 rows\n  2 rows → data.deduplicated.chat.jsonl\n  1 row left out: equal to another row\n',
      stderr: '',
    });
    expect(await text('data.deduplicated.chat.jsonl')).toBe('{"text": "a"}\n{"text": "b"}\n');
    expect(await text('data.chat.jsonl')).toBe(TWICE);
  });

  test('never over a file that is there, unless forced', async () => {
    await put('data.jsonl', TWICE);
    await put('out.jsonl', 'mine');
    const refused = await run('shuffle', 'data.jsonl', '--out', 'out.jsonl');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('out.jsonl is there already');
    expect(await text('out.jsonl')).toBe('mine');
    expect((await run('shuffle', 'data.jsonl', '--out', 'out.jsonl', '--force')).code).toBe(0);
    expect((await text('out.jsonl')).split('\n').sort()).toEqual(TWICE.split('\n').sort());
  });

  test('never over the file that is read, however it is named', async () => {
    await put('data.jsonl', TWICE);
    for (const out of ['data.jsonl', './data.jsonl', join(folder, 'data.jsonl')]) {
      const { code, stderr } = await run('sort', 'data.jsonl', '--out', out, '--force');
      expect(code).toBe(1);
      expect(stderr).toContain('--in-place');
    }
    expect(await text('data.jsonl')).toBe(TWICE);
  });

  test('in place: the removed rows are kept, the file keeps its permissions', async () => {
    await put('data.jsonl', TWICE);
    await chmod(join(folder, 'data.jsonl'), 0o640);
    const { code, stdout } = await run('dedupe', 'data.jsonl', '--in-place', '--removed', 'removed.jsonl');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'dedupe: data.jsonl, 3 rows\n  1 row (removed) → removed.jsonl\n  2 rows → data.jsonl\n',
    });
    expect(await text('data.jsonl')).toBe('{"text": "a"}\n{"text": "b"}\n');
    expect(await text('removed.jsonl')).toBe('{"text":"a"}\n');
    expect(await names()).toEqual(['data.jsonl', 'removed.jsonl']);
    if (process.platform !== 'win32') expect((await stat(join(folder, 'data.jsonl'))).mode & 0o777).toBe(0o640);
  });

  test.skipIf(process.platform === 'win32')('in place: a link stays a link', async () => {
    await put('data.jsonl', TWICE);
    await symlink('data.jsonl', join(folder, 'link.jsonl'));
    expect((await run('dedupe', 'link.jsonl', '--in-place')).code).toBe(0);
    expect((await lstat(join(folder, 'link.jsonl'))).isSymbolicLink()).toBe(true);
    expect(await text('data.jsonl')).toBe('{"text": "a"}\n{"text": "b"}\n');
  });

  test('a dry run writes nothing', async () => {
    await put('data.jsonl', TWICE);
    for (const command of ['dedupe', 'shuffle', 'sort']) {
      const { code, stdout } = await run(command, 'data.jsonl', '--in-place', '--dry-run');
      expect(code).toBe(0);
      expect(stdout).toContain('nothing is written');
    }
    expect((await run('split', 'data.jsonl', '--out', 'sides', '--validation', '1', '--dry-run')).code).toBe(0);
    expect(await names()).toEqual(['data.jsonl']);
    expect(await text('data.jsonl')).toBe(TWICE);
  });

  test('a summary for programs', async () => {
    await put('data.jsonl', TWICE);
    const { stdout } = await run('dedupe', 'data.jsonl', '--json', '--out', 'out.jsonl', '--removed', 'twice.jsonl');
    expect(JSON.parse(stdout)).toEqual({
      command: 'dedupe',
      files: ['data.jsonl'],
      rows: 3,
      outputs: [
        { path: 'twice.jsonl', rows: 1, what: 'removed' },
        { path: 'out.jsonl', rows: 2 },
      ],
      leftOut: null,
      notes: [],
      dryRun: false,
    });
  });
});

test('.gz is read, and what is written is plain', async () => {
  await put('data.jsonl.gz', gzipSync(TWICE));
  expect((await run('dedupe', 'data.jsonl.gz')).code).toBe(0);
  expect(await text('data.deduplicated.jsonl')).toBe('{"text": "a"}\n{"text": "b"}\n');
  expect((await run('dedupe', 'data.jsonl.gz', '--in-place')).stderr).toContain('it cannot be changed in place');
  await put('broken.jsonl.gz', gzipSync(TWICE).subarray(0, 20));
  expect(await run('dedupe', 'broken.jsonl.gz')).toMatchObject({ code: 2 });
});

test('split: three files, whole rows, and the same again with the same seed', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `{"prompt": "p${i >> 1}", "completion": "${i}"}`);
  await put('data.jsonl', `${rows.join('\r\n')}\r\n`);
  const { code, stdout } = await run('split', 'data.jsonl', '--validation', '20%', '--test', '6', '--seed', '5');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout:
      'split: data.jsonl, 40 rows\n  26 rows (train) → data.train.jsonl\n  8 rows (validation) → data.validation.jsonl\n  6 rows (test) → data.test.jsonl\n',
  });
  const sides = await Promise.all(['train', 'validation', 'test'].map((side) => text(`data.${side}.jsonl`)));
  expect(sides.flatMap((side) => side.split('\r\n').slice(0, -1)).sort()).toEqual([...rows].sort());
  const prompts = sides.map((side) => new Set(side.match(/p\d+/g)));
  expect(prompts.reduce((sum, { size }) => sum + size, 0)).toBe(20);
  await run('split', 'data.jsonl', '--validation', '20%', '--test', '6', '--seed', '5', '--out', 'again');
  expect(await text(join('again', 'data.train.jsonl'))).toBe(sides[0]);
});

test('what cannot be split is said', async () => {
  await put('same.jsonl', '{"text": "a"}\n{"text": "a"}\n');
  expect((await run('split', 'same.jsonl')).stderr).toContain('such rows stay on one side');
  await put('few.jsonl', '{"text": "a"}\n{"text": "b"}\n');
  expect((await run('split', 'few.jsonl', '--validation', '2')).stderr).toContain('none would be left for training');
  expect(await names()).toEqual(['few.jsonl', 'same.jsonl']);
});

test('sample and sort', async () => {
  await put('data.jsonl', '{"n": 3}\n\n{"n": 1}\n{"n": 2}\n{"n": \n');
  const sample = await run('sample', 'data.jsonl', '--rows', '2');
  expect(sample).toMatchObject({ code: 0 });
  expect(sample.stdout).toContain('1 blank line left out');
  expect(await text('data.sample.jsonl')).toMatch(/^(\{.*\n){2}$/);
  const sort = await run('sort', 'data.jsonl', '--field', 'n');
  expect(sort.stdout).toContain('1 row is not valid JSON and was put at the end');
  expect(await text('data.sorted.jsonl')).toBe('{"n": 1}\n\n{"n": 2}\n{"n": 3}\n{"n": \n');
});

test.each([
  [['dedupe'], 'No file is named'],
  [['dedupe', 'a', 'b'], 'One file at a time'],
  [['dedupe', 'missing.jsonl'], 'There is no file at missing.jsonl'],
  [['dedupe', '.'], 'is a folder'],
  [['dedupe', 'x', '--keep', 'all'], '--keep "all" is not known'],
  [['shuffle', 'x', '--seed', '-1'], '--seed'],
  [['shuffle', 'x', '--seed', '1.5'], '--seed "1.5" is no seed'],
  [['shuffle', 'x', '--out', 'y', '--in-place'], 'exclude each other'],
  [['sample', 'x'], 'How many rows are wanted'],
  [['sample', 'x', '--rows', '0'], 'is no number of rows'],
  [['sort', 'x', '--by', 'value'], '--by value needs a field'],
  [['sort', 'x', '--what'], '--what'],
  [['split', 'x', '--validation', '2.0'], 'is no number of rows'],
])('misuse %j exits with 2 and says what is wrong', async (args, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test.each(['dedupe', 'shuffle', 'sort', 'sample', 'split'])('%s says how it is used', async (command) => {
  const { code, stdout } = await run(command, '--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Usage: tunewright ${command} FILE`));
});

test('a hard link to the file is the file', async () => {
  await put('data.jsonl', TWICE);
  await link(join(folder, 'data.jsonl'), join(folder, 'other.jsonl'));
  expect((await run('dedupe', 'data.jsonl', '--out', 'other.jsonl')).code).toBe(1);
  expect(await text('other.jsonl')).toBe(TWICE);
});
