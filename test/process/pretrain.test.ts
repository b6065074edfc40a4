/** `tunewright pretrain` and `eval` from the command line: a tiny model learns, is resumed bit for bit, and is a model folder like any other. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pretrainCommand } from '../../src/cli/pretrain.ts';
import { installFolder } from '../../src/common/entries.ts';
import { seededRandom } from '../../src/common/random.ts';
import { runCli } from '../support/cli.ts';

let folder = '';
let text = '';
const tokenizer = join(installFolder(), 'models', 'embedded');

/** Sentences from few words: a hundred steps learn a good part of it. */
function makeText(): string {
  const random = seededRandom(1, 'text');
  const pick = (words: string[]): string => words[random.integer(words.length)]!;
  const sentence = (): string =>
    `The ${pick(['cat', 'dog', 'bird'])} ${pick(['sees', 'hears', 'follows'])} the ${pick(['man', 'ball', 'boat'])}.`;
  const documents = Array.from({ length: 120 }, () => Array.from({ length: 6 }, sentence).join(' '));
  return documents.join('\n<|endoftext|>\n');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretrain-'));
  text = join(folder, 'text.txt');
  await writeFile(text, makeText());
});
afterAll(() => rm(folder, { recursive: true }));

const arguments_ = (out: string): string[] =>
  ['--text', text, '--tokenizer', tokenizer, '--out', join(folder, out), '--threads', '1', '--json'].concat(
    '--steps 12 --context 32 --batch-tokens 256 --learning-rate 0.01 --evaluate-every 4'.split(' '),
    '--layers 1 --hidden-size 16 --intermediate-size 24 --heads 2 --kv-heads 1 --head-dim 8'.split(' '),
  );

type Line = { type: string; step: number; bitsPerByte: number };
const lines = (output: string): Line[] =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const weights = async (out: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(join(folder, out, 'model.safetensors')))
    .digest('hex');

/** The command in this process, interrupted as by Ctrl+C once `step` is done. */
async function runInterrupted(args: string[], step: number): Promise<{ code: number; output: string }> {
  const interrupt = new AbortController();
  let output = '';
  const stdout = (line: string): void => {
    output += line;
    if (lines(line)[0]!.type === 'step' && lines(line)[0]!.step === step) interrupt.abort();
  };
  const io = {
    stdout,
    stderr: () => undefined,
    interactive: false,
    signal: interrupt.signal,
    drained: () => Promise.resolve(),
  };
  return { code: await pretrainCommand.run(args, io), output };
}

describe('pretrain', () => {
  test('learns from raw text and writes a model folder that eval takes', async () => {
    const { code, stdout, stderr } = await runCli(['pretrain', ...arguments_('whole')]);
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
    const measured = lines(stdout).filter(({ type }) => type === 'evaluation');
    expect(measured.map(({ step }) => step)).toEqual([0, 4, 8, 12]);
    expect(measured.at(-1)!.bitsPerByte).toBeLessThan(measured[0]!.bitsPerByte * 0.9);
    expect(await readdir(join(folder, 'whole'))).toEqual(
      expect.arrayContaining(['config.json', 'model.safetensors', 'tokenizer.json']),
    );
    expect(await readdir(join(folder, 'whole'))).not.toContain('pretraining');

    const dataset = join(folder, 'rows.jsonl');
    await writeFile(dataset, '{"text": "The cat sees the ball."}\n{"text": ""}\n');
    const evaluated = await runCli(['eval', '--base', join(folder, 'whole'), '--dataset', dataset, '--json']);
    const report = JSON.parse(evaluated.stdout) as {
      loss: number;
      rows: { row: number }[];
      skipped: { row: number }[];
    };
    expect(report.rows.map(({ row }) => row)).toEqual([1]);
    expect(report.skipped.map(({ row }) => row)).toEqual([2]);
    expect(report.loss).toBeLessThan(Math.log(4096));
  });

  test('goes on after Ctrl+C to the same bits', async () => {
    const stopped = await runInterrupted(arguments_('resumed'), 6);
    expect(stopped.code).toBe(130);
    expect(lines(stopped.output).at(-1)).toMatchObject({ type: 'finished', step: 6, reason: 'stopped' });
    const resumed = await runCli(['pretrain', ...arguments_('resumed'), '--resume']);
    expect(lines(resumed.stdout)[0]).toMatchObject({ type: 'resumed', fromStep: 6 });
    expect(await weights('resumed')).toBe(await weights('whole'));
  });

  test('refuses a folder in use, and says how to go on', async () => {
    const { code, stderr } = await runCli(['pretrain', ...arguments_('whole')]);
    expect(code).toBe(2);
    expect(stderr).toContain('is not empty');
  });
});
