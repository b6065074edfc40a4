/** `tunewright convert` and `check --target`, as a person or a script meets them. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';

const folders: string[] = [];
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-convert-'));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

const put = (name: string, content: string | Buffer): Promise<void> => writeFile(join(folder, name), content);
const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
const convert = (...args: string[]): ReturnType<typeof runCli> => runCli(['convert', ...args], { cwd: folder });
const names = async (): Promise<string[]> => (await readdir(folder)).sort();

const TURNS = '{"conversations": [{"from": "human", "value": "u"}, {"from": "gpt", "value": "a"}], "n": 1.0}\n';
const CHAT = '{"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}], "n": 1.0}\n';
const CALLED =
  '{"conversations": [{"from": "human", "value": "u"}, {"from": "function_call", "value": "{\\"name\\": \\"f\\", \\"arguments\\": {}}"}, {"from": "observation", "value": "1"}, {"from": "gpt", "value": "a"}]}\n';
const INPUT = '{"instruction": "i", "input": "n", "output": "o"}\n';

test('there and back: the same bytes, beside the file under a name that says the format', async () => {
  await put('data.sharegpt.jsonl', TURNS);
  expect(await convert('data.sharegpt.jsonl', '--to', 'chat')).toEqual({
    code: 0,
    stdout:
      'data.sharegpt.jsonl: 1 row, sharegpt → chat\n  Nothing is lost.\nconvert: data.sharegpt.jsonl, 1 row\n  1 row → data.chat.jsonl\n',
    stderr: '',
  });
  expect(await text('data.chat.jsonl')).toBe(CHAT);
  const refused = await convert('data.chat.jsonl', '--to', 'sharegpt');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('data.sharegpt.jsonl is there already');
  expect((await convert('data.chat.jsonl', '--to', 'sharegpt', '--out', 'back.jsonl')).code).toBe(0);
  expect(await text('back.jsonl')).toBe(TURNS);
});

test('a loss is said first, and nothing is written until it is accepted', async () => {
  await put('data.jsonl', INPUT);
  const refused = await convert('data.jsonl', '--to', 'chat');
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('Lost (1 row (1)): Instruction and input');
  expect(refused.stderr).toContain('--accept-loss');
  expect(await names()).toEqual(['data.jsonl']);
  expect((await convert('data.jsonl', '--to', 'chat', '--accept-loss')).code).toBe(0);
  expect(await text('data.chat.jsonl')).toContain('"i\\n\\nn"');
});

test('a dry run as JSON names losses, rows that stay behind, and the file', async () => {
  await put('data.jsonl', `${INPUT}{"instruction": 1}\n`);
  const { code, stdout } = await convert('data.jsonl', '--to', 'chat', '--dry-run', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    command: 'convert',
    rows: 2,
    from: 'alpaca',
    to: 'chat',
    losses: [{ code: 'input-joined', effect: 'lost', nRows: 1, firstRow: 1 }],
    unconvertible: [{ code: 'unreadable', nRows: 1, firstRow: 2 }],
    outputs: [
      { path: 'data.unconverted.jsonl', rows: 1 },
      { path: 'data.chat.jsonl', rows: 1 },
    ],
    dryRun: true,
  });
  expect(await names()).toEqual(['data.jsonl']);
});

test('rows that cannot be converted go aside, byte by byte', async () => {
  const broken = Buffer.concat([Buffer.from('{"conversations": "'), Buffer.from([0xe9]), Buffer.from('"}\r\n')]);
  await put('data.jsonl', Buffer.concat([Buffer.from(TURNS.replace('\n', '\r\n')), broken]));
  const { code, stdout } = await convert('data.jsonl', '--to', 'chat');
  expect(code).toBe(0);
  expect(stdout).toContain('Not converted (1 row (2))');
  expect(await readFile(join(folder, 'data.unconverted.jsonl'))).toEqual(broken);
  expect(await text('data.chat.jsonl')).toBe(CHAT);
});

test('arrays, values over several lines and packed files are read', async () => {
  await put('array.json', `[\n${JSON.stringify(JSON.parse(TURNS), null, 2).replace(': 1\n', ': 1.0\n')}\n]\n`);
  expect((await convert('array.json', '--to', 'chat')).code).toBe(0);
  expect(await text('array.chat.jsonl')).toBe(CHAT);
  await put('pretty.jsonl', JSON.stringify(JSON.parse(TURNS), null, 2).replace(': 1\n', ': 1.0\n'));
  expect((await convert('pretty.jsonl', '--to', 'chat')).code).toBe(0);
  expect(await text('pretty.chat.jsonl')).toBe(CHAT);
  await put('packed.jsonl.gz', gzipSync(TURNS));
  expect((await convert('packed.jsonl.gz', '--to', 'chat')).code).toBe(0);
  expect(await text('packed.chat.jsonl')).toBe(CHAT);
});

test('for a target, and in a style', async () => {
  await put('pairs.jsonl', '{"prompt": "p", "chosen": "c", "rejected": "r"}\n');
  expect((await convert('pairs.jsonl', '--to', 'preference', '--target', 'openai')).code).toBe(0);
  expect(await text('pairs.dpo.jsonl').catch(() => '')).toBe('');
  expect(JSON.parse(await text('pairs.converted.dpo.jsonl'))).toEqual({
    input: { messages: [{ role: 'user', content: 'p' }] },
    preferred_output: [{ role: 'assistant', content: 'c' }],
    non_preferred_output: [{ role: 'assistant', content: 'r' }],
  });
  await put('chat.jsonl', CHAT);
  expect((await convert('chat.jsonl', '--to', 'sharegpt', '--roles', 'user')).code).toBe(0);
  expect(await text('chat.sharegpt.jsonl')).toContain('"from": "assistant"');
});

test('for a target: what it refuses stays behind, what it ignores is said, and a format that it does not read is refused', async () => {
  await put('calls.jsonl', `${TURNS}${CALLED}`);
  const { stdout } = await convert('calls.jsonl', '--to', 'sharegpt', '--target', 'trl');
  expect(stdout).toContain('Not converted (1 row (2)): TRL hands the speaker "function_call" to the chat template');
  expect(await text('calls.unconverted.jsonl')).toBe(CALLED);
  const said = await convert(
    'calls.jsonl',
    '--to',
    'sharegpt',
    '--target',
    'axolotl',
    '--dry-run',
    '--force',
    '--json',
  );
  expect(JSON.parse(said.stdout)).toMatchObject({
    remarks: [{ code: 'target-axolotl-untrained-role', nRows: 1, firstRow: 2 }],
    unconvertible: [],
  });
  await put('kto.jsonl', '{"prompt": "p", "completion": "c", "label": true}\n');
  const refused = await convert('kto.jsonl', '--to', 'kto', '--target', 'openai');
  expect(`${refused.code} ${refused.stderr}`).toContain(
    '1 tunewright: OpenAI does not read kto rows. Write one of its formats with --to: chat, preference.',
  );
});

describe('misuse and what cannot be', () => {
  test.each([
    [['data.jsonl'], 2, '--to FORMAT'],
    [['data.jsonl', '--to', 'csv'], 2, 'no format "csv"'],
    [['data.jsonl', '--to', 'chat', '--target', 'opnai'], 2, 'Did you mean "openai"?'],
    [['data.jsonl', '--to', 'chat', '--roles', 'x'], 2, 'human, user'],
    [['missing.jsonl', '--to', 'chat'], 2, 'There is no file'],
    [['data.jsonl', '--to', 'preference'], 1, 'rejected answer'],
    [['data.jsonl', '--to', 'chat', '--out', 'data.jsonl', '--force'], 1, 'data.jsonl'],
    [['own.jsonl', '--to', 'chat'], 1, 'q=instruction'],
  ])('%j', async (args, exitCode, message) => {
    await put('data.jsonl', TURNS);
    await put('own.jsonl', '{"q": "x", "answer": "y"}\n'.replace('"q"', '"Question"'));
    const { code, stderr } = await convert(...args);
    expect(code).toBe(exitCode);
    expect(stderr.replace('Question', 'q')).toContain(message);
    expect(await text('data.jsonl')).toBe(TURNS);
  });
});

test('check --target: one file for several trainers at once', async () => {
  await put('data.jsonl', TURNS);
  const codes = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await runCli(['check', 'data.jsonl', '--json', ...args], { cwd: folder });
    const [file] = (JSON.parse(stdout) as { files: { problems: { code: string }[] }[] }).files;
    return [...new Set(file?.problems.map(({ code }) => code).filter((code) => code.startsWith('target-')))].sort();
  };
  expect(await codes()).toEqual([]);
  expect(await codes('--target', 'openai')).toEqual(['target-openai-format', 'target-openai-too-few']);
  expect(await codes('--target', 'trl,llama-factory,mlx-lm')).toEqual([
    'target-mlx-lm-format',
    'target-trl-role-names',
    'target-trl-whole-conversation',
  ]);
  expect((await runCli(['check', 'data.jsonl', '--target', 'gpt'], { cwd: folder })).code).toBe(2);
});
