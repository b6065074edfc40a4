/** The commands on datasets on real files, held against counts and values that others give. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDatasetFile } from '../../src/dataset/read.ts';
import { runCli } from '../support/cli.ts';
import { hasShared, shared } from '../support/shared.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-commands-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await runCli(args, { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};
const values = async (path: string): Promise<string[]> =>
  (await readDatasetFile(path)).rows.map(({ value, text }) => JSON.stringify(value ?? text));

describe.skipIf(!hasShared)('real files', () => {
  // The numbers of distinct rows and prompts (white space and case aside) are those of Python's json and re.
  test.each([
    ['wwdc25_all.jsonl', 1944, 1475, 246],
    ['t0_train_50k.jsonl.gz', 55_185, 54_032, 52_007],
  ])('%s: repeated rows and prompts', async (name, nRows, nDistinct, nPrompts) => {
    const path = shared('instruct', name);
    const rows = (n: number): string => `${n.toLocaleString('en-US')} rows`;
    expect(await run('dedupe', path, '--dry-run', '--out', 'x')).toContain(rows(nRows));
    expect(await run('dedupe', path, '--dry-run', '--out', 'x')).toContain(`  ${rows(nDistinct)} → x`);
    expect(await run('dedupe', path, '--prompt', '--dry-run', '--out', 'x')).toContain(`  ${rows(nPrompts)} → x`);
  });

  test.each([
    'gsm8k_train.jsonl',
    'drone_training.jsonl',
    'identity.json',
    'alpaca_zh_demo.json',
    'glaive_toolcall_en_demo.json',
  ])('%s: shuffled, sorted and split rows are the rows', async (name) => {
    const path = shared('instruct', name);
    const before = (await values(path)).sort();
    const ending = name.endsWith('.json') ? '.json' : '.jsonl';
    for (const command of ['shuffle', 'sort']) {
      const out = join(folder, `${command}-${name}`);
      await run(command, path, '--out', out);
      const [source, result] = await Promise.all([readFile(path), readFile(out)]);
      expect(result.equals(source)).toBe(false);
      expect(result.length).toBe(source.length);
      expect((await values(out)).sort()).toEqual(before);
    }
    await run('split', path, '--validation', '20%', '--out', folder);
    const stem = name.slice(0, -ending.length);
    const sides = await Promise.all(
      ['train', 'validation'].map((side) => values(join(folder, `${stem}.${side}${ending}`))),
    );
    expect(sides.flat().sort()).toEqual(before);
    expect(Math.abs(sides[1]!.length - before.length / 5)).toBeLessThanOrEqual(2);
  });

  test.each(['alpaca_en_demo.json', 'dpo_en_demo.json', 'kto_en_demo.json'])('%s: to lines and back', async (name) => {
    const [lines, array] = [join(folder, `${name}l`), join(folder, name)];
    await run('to-jsonl', shared('instruct', name), '--out', lines);
    await run('to-json', lines, '--out', array);
    const before = JSON.parse(await readFile(shared('instruct', name), 'utf8')) as unknown;
    expect(JSON.parse(await readFile(array, 'utf8'))).toEqual(before);
    expect((await readFile(lines, 'utf8')).trimEnd().split('\n')).toHaveLength((before as unknown[]).length);
  });

  test('what clean leaves has no errors, and with what it takes out it is the file', async () => {
    const path = shared('instruct', 'toy_chat_fine_tuning.jsonl');
    const [out, removed] = [join(folder, 'toy.jsonl'), join(folder, 'toy.errors.jsonl')];
    await run('clean', path, '--out', out, '--removed', removed, '--rules', 'duplicate-row=error');
    const kept = await readFile(out, 'utf8');
    const rest = await readFile(removed, 'utf8').catch(() => '');
    const lines = (text: string): string[] => text.split(/\r?\n/).filter((line) => line !== '');
    expect([...lines(kept), ...lines(rest)].sort()).toEqual(lines(await readFile(path, 'utf8')).sort());
    expect((await runCli(['check', out])).stdout).toContain(' 0 errors');
  });
});
