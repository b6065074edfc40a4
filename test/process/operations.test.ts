/** The commands that make datasets from datasets, as a person or a script meets them. */
import { execFileSync } from 'node:child_process';
import { chmod, link, lstat, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';

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

  test('where no row is repeated there is nothing to write, unless a file is named', async () => {
    await put('data.jsonl', '{"text": "a"}\n{"text": "b"}\n');
    const { stdout } = await run('dedupe', 'data.jsonl');
    expect(stdout).toBe('dedupe: data.jsonl, 2 rows\n  Note: No row is repeated: nothing is written.\n');
    expect((await run('dedupe', 'data.jsonl', '--in-place')).stdout).toBe(stdout);
    expect(await names()).toEqual(['data.jsonl']);
    expect((await run('dedupe', 'data.jsonl', '--out', 'copy.jsonl')).stdout).toContain('2 rows → copy.jsonl');
    expect(await text('copy.jsonl')).toBe(await text('data.jsonl'));
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

test('.gz is read, and what is written beside it is plain', async () => {
  await put('data.jsonl.gz', gzipSync(TWICE));
  expect((await run('dedupe', 'data.jsonl.gz')).code).toBe(0);
  expect(await text('data.deduplicated.jsonl')).toBe('{"text": "a"}\n{"text": "b"}\n');
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
  expect((await run('split', 'few.jsonl', '--validation', '2')).stderr).toBe(
    'tunewright: few.jsonl has 2 rows: with 2 kept back none would be left for training. Ask for smaller shares.\n',
  );
  for (const [name, rows, says] of [
    ['empty.jsonl', '', 'empty.jsonl has no rows: there is nothing to write.'],
    ['one.jsonl', '{"text": "a"}\n', 'one.jsonl has 1 row, and a split into 2 files needs at least 2. Add rows.'],
  ] as const) {
    await put(name, rows);
    expect((await run('split', name)).stderr).toContain(says);
  }
  expect((await run('split', 'few.jsonl', '--test', '1')).stderr).toContain('has 2 rows, and a split into 3 files');
  await rm(join(folder, 'empty.jsonl'));
  await rm(join(folder, 'one.jsonl'));
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

test('--format instead of detection: each command that reads what rows say goes by it', async () => {
  // As completion rows their answers are empty and their prompts equal; as text there is nothing wrong with them.
  const rows = ['a', 'b', 'c', 'd'].map((each) => `{"prompt": "Hi", "completion": "", "text": "${each}"}\n`);
  await put('data.jsonl', rows.join(''));
  await put('chat.jsonl', '{"messages": [{"role": "user", "content": "Hi"}], "text": "e"}\n');
  const dry = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args, '--dry-run');
    return code === 0 ? stdout : stderr;
  };
  const asText = ['--format', 'text'];
  expect(await dry('clean', 'data.jsonl')).toContain('4 rows (with errors)');
  expect(await dry('clean', 'data.jsonl', ...asText)).toContain('4 rows → data.clean.jsonl');
  expect(await dry('dedupe', 'data.jsonl', '--prompt')).toContain('1 row → data.deduplicated.jsonl');
  expect(await dry('dedupe', 'data.jsonl', '--prompt', ...asText)).toContain(
    'No prompt is repeated: nothing is written.',
  );
  expect(await dry('split', 'data.jsonl', '--validation', '50%')).toContain('ask the same');
  expect(await dry('split', 'data.jsonl', '--validation', '50%', ...asText)).toContain('2 rows (validation)');
  expect(await dry('merge', 'data.jsonl', 'chat.jsonl', '--out', 'all.jsonl')).toContain('chat.jsonl is chat');
  expect(await dry('merge', 'data.jsonl', 'chat.jsonl', '--out', 'all.jsonl', ...asText)).toContain(
    '5 rows → all.jsonl',
  );
  expect(await dry('fix', 'data.jsonl', '--format', 'nope')).toContain('There is no format "nope"');
});

test('clean: rows with errors go to a file, the rest stays byte for byte', async () => {
  const good = ['\uFEFF{"text": "a", "n": 1.0}\r\n', '\r\n', '{"text":"b"}\r\n', '{"text": "a", "n": 1.0}'];
  await put('data.jsonl', [good[0], '{"text": 5}\r\n', good[1], '{"text": "cut\r\n', good[2], good[3]].join(''));
  const { code, stdout } = await run('clean', 'data.jsonl');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout:
      'clean: data.jsonl, 5 rows\n  2 rows (with errors) → data.errors.jsonl\n  3 rows → data.clean.jsonl\n  Note: wrong-type: 1.\n  Note: json-syntax: 1.\n',
  });
  expect(await text('data.clean.jsonl')).toBe(good.join(''));
  expect(await text('data.errors.jsonl')).toBe('\uFEFF{"text": 5}\r\n{"text": "cut');
  const strict = await run('clean', 'data.clean.jsonl', '--in-place', '--rules', 'duplicate-row=error,file-bom=error');
  expect(strict.stdout).toContain('1 row (with errors) → data.clean.errors.jsonl');
  expect(await text('data.clean.jsonl')).toBe(good.slice(0, 3).join('').replace(/\r\n$/, ''));
});

test('clean: elements of an array by their places', async () => {
  await put('data.json', '[{"text": "a"}, {"text": 1}, {"text": "é"},, {"text": 2},\n {"text": "b"},]\n');
  expect((await run('clean', 'data.json')).stdout).toContain('2 rows (with errors) → data.errors.json');
  expect(await text('data.clean.json')).toBe('[{"text": "a"}, {"text": "é"},, {"text": "b"},]\n');
  expect(await text('data.errors.json')).toBe('[{"text": 1}, {"text": 2},]\n');
});

test('clean: nothing is taken out of a file that fits no format', async () => {
  await put('own.jsonl', '{"question": "q", "answer": "a"}\n');
  const { code, stderr } = await run('clean', 'own.jsonl');
  expect(code).toBe(1);
  expect(stderr).toContain('--columns question=instruction,answer=output');
  expect((await run('clean', 'own.jsonl', '--columns', 'question=instruction,answer=output')).code).toBe(0);
});

test('join, and then there is nothing to complain of', async () => {
  await put('data.jsonl', '{"text": "a"}\r\n{\r\n  "text": "b",\r\n  "n": 1.0\r\n}\r\n{"text": "two\r\nlines"}\r\n');
  expect((await run('join', 'data.jsonl', '--in-place')).stdout).toContain('Note: 2 rows joined.');
  expect(await text('data.jsonl')).toBe('{"text": "a"}\r\n{"text": "b", "n": 1.0}\r\n{"text": "two\\nlines"}\r\n');
  expect((await run('check', 'data.jsonl')).stdout).not.toContain('json-syntax');
});

describe('arrays and lines', () => {
  const LINES = '{"text": "a", "n": 12345678901234567890}\n{"text": "\\u00e9"}\n';

  test('there and back', async () => {
    await put('data.jsonl', LINES);
    expect((await run('to-json', 'data.jsonl')).code).toBe(0);
    expect(await text('data.json')).toBe(`[\n${LINES.trimEnd().replace('\n', ',\n')}\n]\n`);
    expect((await run('to-jsonl', 'data.json', '--out', 'again.jsonl')).code).toBe(0);
    expect(await text('again.jsonl')).toBe(LINES);
  });

  test('elements over several lines, Windows line ends, faults between elements, a broken element', async () => {
    await put(
      'data.json',
      '[\r\n  {\r\n    "text" : "a"\r\n  },\r\n  {"text":  1.0},\r\n  {"text": \r\n  },,\r\n]\r\n',
    );
    const { stdout } = await run('to-jsonl', 'data.json');
    expect(stdout).toContain('1 row is not valid JSON and was written as one line each');
    expect(stdout).toContain("faults of the list's own commas and brackets");
    expect(await text('data.jsonl')).toBe('{"text": "a"}\r\n{"text":  1.0}\r\n{"text":    }\r\n');
  });

  test('what would be lost is refused', async () => {
    await put('after.json', '[\n{"text": "a"}\n]\n{"text": "b"}\n');
    expect((await run('to-jsonl', 'after.json')).stderr).toContain('13 bytes after the closing bracket');
    await put('broken.jsonl', '{"text": "a"}\n\n{"text": \n{\n"text": "b"\n}\n');
    expect((await run('to-json', 'broken.jsonl')).stderr).toContain('--removed');
    expect(await names()).toEqual(['after.json', 'broken.jsonl']);
    const { stdout } = await run('to-json', 'broken.jsonl', '--removed', 'rest.jsonl');
    expect(stdout).toContain('1 row (not valid JSON) → rest.jsonl');
    expect(await text('rest.jsonl')).toBe('{"text": \n');
    expect(await text('broken.json')).toBe('[\n{"text": "a"},\n{"text": "b"}\n]\n');
  });

  test('each only for what it is about', async () => {
    await put('data.jsonl', LINES);
    await put('data.json', '[]');
    expect((await run('to-jsonl', 'data.jsonl', '--out', 'x')).stderr).toContain('no JSON array');
    expect((await run('to-json', 'data.json', '--out', 'x')).stderr).toContain('JSON array already');
    expect((await run('join', 'data.json')).stderr).toContain('JSON array already');
  });
});

describe('merge', () => {
  beforeEach(async () => {
    await put('a.jsonl', '\uFEFF{"text": "a"}\r\n\r\n{"text": "b"}');
    await put('b.json', '[\n  {"text": "c", "n": 1.0},\n  {\n    "text": "d"\n  }\n]\n');
    await put('c.jsonl', '{"messages": [{"role": "user", "content": "Hi"}]}\n');
  });

  test('rows as they are written, with the line ends of the first file', async () => {
    const { code, stdout } = await run('merge', 'a.jsonl', 'b.json', '--out', 'all.jsonl');
    expect(code).toBe(0);
    expect(stdout).toContain('4 rows → all.jsonl');
    expect(stdout).toContain('1 blank line left out');
    expect(await text('all.jsonl')).toBe(
      '\uFEFF{"text": "a"}\r\n{"text": "b"}\r\n{"text": "c", "n": 1.0}\r\n{"text": "d"}\r\n',
    );
  });

  test('as an array', async () => {
    expect((await run('merge', 'b.json', 'a.jsonl', '--out', 'all.json')).code).toBe(0);
    expect(await text('all.json')).toBe(
      '[\n{"text": "c", "n": 1.0},\n{\n    "text": "d"\n  },\n{"text": "a"},\n{"text": "b"}\n]\n',
    );
  });

  test('only of one format, unless it is meant', async () => {
    const { code, stderr } = await run('merge', 'a.jsonl', 'c.jsonl', '--out', 'all.jsonl');
    expect(code).toBe(1);
    expect(stderr).toContain('a.jsonl is text, c.jsonl is chat');
    expect((await run('merge', 'a.jsonl', 'c.jsonl', '--mixed', '--out', 'all.jsonl')).code).toBe(0);
  });
});

test('import: rows, what does not fit them, and where it stands', async () => {
  await put('data.csv', '\uFEFFQuestion;Answer\r\n"a;b";"c ""d"""\r\ne\r\n;\r\nf;g;h\r\n');
  const { code, stdout } = await run('import', 'data.csv');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: [
      'import: data.csv, 3 rows',
      '  2 rows (that do not fit the header) → data.rejected.csv',
      '  1 row → data.jsonl',
      '  Note: columns read as Question=instruction,Answer=output; --columns names others.',
      '  Note: the rows are alpaca.',
      '  Note: line 3: 1 cell, but 2 columns.',
      '  Note: line 5: 3 cells, but 2 columns.',
      '  Note: 1 row without any text left out.',
      '',
    ].join('\n'),
  });
  expect(await text('data.jsonl')).toBe('{"instruction": "a;b", "output": "c \\"d\\""}\n');
  expect(await text('data.rejected.csv')).toBe('\uFEFFQuestion;Answer\r\ne\r\nf;g;h\r\n');
  expect((await run('check', 'data.jsonl')).code).toBe(0);
});

test('import: a mark, columns and a compressed file', async () => {
  await put('data.txt.gz', gzipSync('q:a\n1:2\n'));
  const { code, stderr } = await run('import', 'data.txt.gz', '--delimiter', ':', '--columns', 'q=prompt,a=completion');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await text('data.jsonl')).toBe('{"prompt": "1", "completion": "2"}\n');
  await put('empty.csv', 'prompt,completion\n');
  expect((await run('import', 'empty.csv')).stderr).toContain('no rows under a header');
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
  [['merge', 'x', '--out', 'y'], 'Two or more files'],
  [['merge', 'x', 'y'], 'Two or more files'],
  [['import', 'x', '--delimiter', ',,'], 'no single mark'],
  [['clean', 'x', '--rules', 'nope=error'], 'no rule "nope"'],
])('misuse %j exits with 2 and says what is wrong', async (args, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test.each([
  ...['dedupe', 'shuffle', 'sort', 'sample', 'split', 'merge', 'clean', 'join', 'to-jsonl', 'to-json', 'import'],
])('%s says how it is used', async (command) => {
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

test.skipIf(process.platform === 'win32')('Ctrl+C ends it, and leaves nothing half done', async () => {
  const pipe = join(folder, 'endless.jsonl');
  execFileSync('mkfifo', [pipe]);
  const { child, ended } = startCli(['shuffle', pipe, '--out', join(folder, 'out.jsonl')], {
    cwd: folder,
    env: { TMPDIR: folder },
  });
  const writer = await open(pipe, 'w'); // once it reads
  await writer.write(TWICE);
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: 130, stdout: '', stderr: '' });
  await writer.close();
  expect(await names()).toEqual(['endless.jsonl']);
});

describe('sort by loss', () => {
  const ROWS = ['{"text": "one"}', '', '{"text": "two"}', '{"text": "three"}', '{broken'];
  const losses = (rows: object[]): string =>
    JSON.stringify({ loss: 1, supervisedTokens: 9, rows, skipped: [], cut: [] });

  test('the hardest first, rows without a loss at the end, blank lines where they were', async () => {
    await put('data.jsonl', `${ROWS.join('\n')}\n`);
    await put('losses.json', losses([{ row: 1, loss: 0.5 }, { row: 3, loss: 2 }, { row: 4, loss: 1 }])); // prettier-ignore
    const { code, stdout } = await run('sort', 'data.jsonl', '--losses', 'losses.json', '--descending');
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toContain('1 row without a loss at the end.');
    expect((await text('data.sorted.jsonl')).split('\n')).toEqual([ROWS[2], '', ROWS[3], ROWS[0], ROWS[4], '']);
  });

  test('elements of an array by their numbers', async () => {
    await put('data.json', '[{"text": "one"},\n\n{"text": "two"}]');
    await put('losses.json', losses([{ row: 1, loss: 2 }, { row: 2, loss: 1 }])); // prettier-ignore
    expect((await run('sort', 'data.json', '--losses', 'losses.json')).code).toBe(0);
    expect(JSON.parse(await text('data.sorted.json'))).toEqual([{ text: 'two' }, { text: 'one' }]);
  });

  test('losses of another file, or of none, are refused, and nothing is written', async () => {
    await put('data.jsonl', `${ROWS.join('\n')}\n`);
    await put('losses.json', losses([{ row: 2, loss: 1 }]));
    const other = await run('sort', 'data.jsonl', '--losses', 'losses.json');
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toContain('of another file');
    const none = await run('sort', 'data.jsonl', '--losses', 'data.jsonl');
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('holds no losses');
    expect(await names()).toEqual(['data.jsonl', 'losses.json']);
  });
});
