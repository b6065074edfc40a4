/** Threads that count tokens: the numbers of the core, what is kept, what is taken back, and what becomes of a thread that dies. */
import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Sample } from '../../src/dataset/sample.ts';
import { encodeRow } from '../../src/prompt/encodeRow.ts';
import { loadTemplate } from '../../src/prompt/template.ts';
import { tokenFacts } from '../../src/prompt/tokenFacts.ts';
import { loadTokenizer } from '../../src/prompt/tokenizer.ts';
import { createTokenPool, type HashedSample, type TokenPool } from '../../src/processes/tokenPool.ts';
import { EMBEDDED_FOLDER } from '../support/tokenizers.ts';

const pools: TokenPool[] = [];
const open = (more: Partial<Parameters<typeof createTokenPool>[0]> = {}): TokenPool => {
  const pool = createTokenPool({ folder: EMBEDDED_FOLDER, threads: 2, now: undefined, ...more });
  pools.push(pool);
  return pool;
};
afterEach(() => {
  for (const pool of pools.splice(0)) pool.dispose();
});

const rowOf = (text: string): HashedSample => ({ hash: text, sample: { kind: 'text', text } });
const rows = (n: number): HashedSample[] =>
  Array.from({ length: n }, (_, i) => rowOf(`row ${i} ${'and more '.repeat(i % 7)}`));
const FAULTY = fileURLToPath(new URL('../support/faults/tokenWorker.ts', import.meta.url));

/** A model folder whose template hangs at the word "hang". */
let hanging: string;
beforeEach(async () => {
  hanging = await mkdtemp(join(tmpdir(), 'tunewright-pool-'));
  await copyFile(join(EMBEDDED_FOLDER, 'tokenizer.json'), join(hanging, 'tokenizer.json'));
  const loop = `{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}`;
  const template = `{% for m in messages %}{% if m.content == 'hang' %}${loop}{% endif %}{{ m.content }}{{ eos_token }}{% endfor %}`;
  await writeFile(
    join(hanging, 'tokenizer_config.json'),
    JSON.stringify({ eos_token: '<|endoftext|>', chat_template: template }),
  );
});
const chat = (content: string): HashedSample => ({
  hash: content,
  sample: {
    kind: 'conversation',
    messages: [
      { role: 'user', content, trained: false },
      { role: 'assistant', content: 'Yes', trained: true },
    ],
  },
});

it('gives the facts of the core, in order, and says how far it is', async () => {
  const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
  const template = await loadTemplate(EMBEDDED_FOLDER, { tokenizer });
  const asked = rows(500);
  const expected = await tokenFacts(
    asked.map(({ sample }) => sample),
    tokenizer,
    template,
    6,
  );
  const progress: number[] = [];
  expect(await open().facts(asked, 6, { onProgress: (n) => progress.push(n) })).toEqual(expected);
  expect(progress[0]).toBe(0);
  expect(progress.at(-1)).toBe(500);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
});

it('encodes a row for the lens as the core does', async () => {
  const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
  const template = await loadTemplate(EMBEDDED_FOLDER, { tokenizer });
  const text = '{"text": "a\\tb"}';
  const source = { text, value: { text: 'a\tb' }, format: 'text' as const, columns: {} };
  const sample: Sample = { kind: 'text', text: 'a\tb' };
  expect(await open().encode(source, sample)).toEqual(await encodeRow(source, sample, tokenizer, template));
});

it('counts a row once, until the folder changes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-pool-'));
  await copyFile(join(EMBEDDED_FOLDER, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  await writeFile(join(folder, 'tokenizer_config.json'), '{"eos_token": "<|endoftext|>"}');
  // A thread that would die if it were asked for the second row.
  const pool = open({ folder, workerPath: FAULTY, threads: 1 });
  const known = await pool.facts([rowOf('a b c')]);
  expect(await pool.facts([{ hash: 'a b c', sample: { kind: 'text', text: 'die' } }])).toEqual(known);
  await writeFile(join(folder, 'tokenizer_config.json'), '{"eos_token": "<|endoftext|>" }');
  await expect(pool.facts([{ hash: 'a b c', sample: { kind: 'text', text: 'die' } }])).rejects.toMatchObject({
    code: 'tokenizing-ended',
  });
});

it('fails what a dying thread had, and goes on with another', async () => {
  const pool = open({ workerPath: FAULTY, threads: 1 });
  const failed = pool.facts([rowOf('die')]);
  const waiting = pool.facts(rows(3));
  await expect(failed).rejects.toMatchObject({ code: 'tokenizing-ended' });
  expect(await waiting).toHaveLength(3);
  expect(await pool.facts(rows(5))).toHaveLength(5);
});

it('takes back what is cancelled, and what is pending at its end', async () => {
  const pool = open({ threads: 1 });
  const controller = new AbortController();
  const cancelled = pool.facts(rows(2000), 100, {
    signal: controller.signal,
    onProgress: (n) => n > 0 && controller.abort(),
  });
  await expect(cancelled).rejects.toThrow('aborted');
  expect(await pool.facts(rows(1), 100)).toHaveLength(1);
  const pending = pool.facts(rows(3000), 99);
  const ended = expect(pending).rejects.toMatchObject({ code: 'tokenizing-ended' });
  pool.dispose();
  await ended;
  await expect(pool.facts(rows(1))).rejects.toMatchObject({ code: 'tokenizing-ended' });
});

it('says which folder has no tokenizer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-pool-'));
  await expect(open({ folder }).facts(rows(1))).rejects.toMatchObject({ code: 'tokenizer-missing' });
});

it('fails a row on which the template hangs, and not its neighbours', async () => {
  const outcomes = await open({ folder: hanging, threads: 1 }).facts([chat('a'), chat('hang'), chat('b')]);
  expect(outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.code : 'facts'))).toEqual([
    'facts',
    'template-too-slow',
    'facts',
  ]);
});
