/** `tunewright new`: a dataset that is right from its first row, and nothing written over. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { STARTERS } from '../../src/dataset/starters/starters.ts';
import { runCli, type CliResult } from '../support/cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-new-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cli = (...args: string[]): Promise<CliResult> => runCli(args, { cwd: folder });

test('every starter gives a dataset and a brief without problems', async () => {
  for (const { id } of STARTERS) expect(await cli('new', id, '--starter', id)).toMatchObject({ code: 0, stderr: '' });
  const datasets = STARTERS.map(({ id }) => `${id}.instruct.jsonl`);
  const { code, stdout } = await cli('check', ...datasets);
  expect(code).toBe(0);
  expect(stdout.match(/: alpaca, 1\d rows, 0 errors, 0 warnings, 0 notes, brief /g)).toHaveLength(STARTERS.length);
});

test('chat, in a folder that is made', async () => {
  const { stdout } = await cli('new', 'bot.jsonl', '--starter', 'support-bot', '--format', 'chat', '--dir', 'a/b');
  const path = join('a', 'b', 'bot.instruct.jsonl');
  expect(stdout).toContain(`${path}: 14 rows\n`);
  expect(await readFile(join(folder, path), 'utf8')).toMatch(/^\{"messages": \[\{"role": "user", "content": /);
});

test("whom it is for is the starter's own only where that is said", async () => {
  const audience = async (name: string): Promise<unknown> =>
    (JSON.parse(await readFile(join(folder, `${name}.brief.json`), 'utf8')) as { audience?: string }).audience;
  const { stdout } = await cli('new', 'a', '--starter', 'support-bot');
  expect(stdout).toContain('For customers of Brightwheel, a shop for bicycle lights, as in the starter; --audience');
  expect(stdout).toContain('The rows are examples of the starter. Replace them');
  expect((await cli('new', 'b', '--starter', 'support-bot', '--audience', 'guests')).stdout).not.toContain('Brightw');
  expect(await audience('b')).toBe('guests');
  await cli('new', 'c', '--starter', 'support-bot', '--audience', '');
  expect(await audience('c')).toBeUndefined();
});

test.each(['x.instruct.jsonl', 'x.brief.json'])(
  '%s that is there stays as it is, and nothing is left beside it',
  async (name) => {
    await writeFile(join(folder, name), 'mine');
    const { code, stderr } = await cli('new', 'x', '--starter', 'support-bot');
    expect(code).toBe(1);
    expect(stderr).toContain(`${name} is there already; nothing was written. Choose another name or folder.`);
    expect(await readdir(folder)).toEqual([name]);
    expect(await readFile(join(folder, name), 'utf8')).toBe('mine');
  },
);

test.each([
  [[], 'Give one name.'],
  [['x'], 'No starter is named. Give --starter one of: chat-assistant, support-bot'],
  [['x', '--starter', 'robot'], 'There is no starter "robot".'],
  [['x', '--starter', 'support-bot', '--format', 'text'], 'A dataset cannot be begun in the format "text".'],
])('misuse: %j', async (args, message) => {
  const { code, stderr } = await cli('new', ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(await readdir(folder)).toEqual([]);
});
