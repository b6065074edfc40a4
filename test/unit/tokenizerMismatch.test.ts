/** A tokenizer with a token that its model has no embedding for, as people meet it: told before anything is written or computed. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatCommand } from '../../src/cli/chat.ts';
import type { CliCommand } from '../../src/cli/command.ts';
import { evalCommand } from '../../src/cli/eval.ts';
import { trainCommand } from '../../src/cli/train.ts';
import { addTinyToken, makeTinyModelFolder, tinyDataset } from '../support/tinyModelFolder.ts';

let folder: string;
let base: string;
let dataset: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-mismatch-'));
  base = await makeTinyModelFolder(join(folder, 'base'));
  await addTinyToken(base, '<|more|>');
  // The template writes the token into rows and prompts alike.
  await writeFile(join(base, 'chat_template.jinja'), '{% for m in messages %}<|more|>{{ m.content }}{% endfor %}');
  dataset = join(folder, 'rows.jsonl');
  await writeFile(dataset, tinyDataset(4));
});
afterAll(() => rm(folder, { recursive: true }));

test.each<[CliCommand, () => string[]]>([
  [trainCommand, () => ['--dataset', dataset, '--base', base]],
  [evalCommand, () => ['--dataset', dataset, '--base', base]],
  [chatCommand, () => ['--base', base, '--prompt', 'a']],
])('$name', async (command, args) => {
  const before = await readdir(folder);
  const io = {
    stdout: () => undefined,
    stderr: () => undefined,
    interactive: false,
    drained: () => Promise.resolve(),
    signal: new AbortController().signal,
  };
  await expect(command.run(args(), io)).rejects.toMatchObject({
    code: 'tokenizer-mismatch',
    message: expect.stringContaining('"<|more|>" as token 257') as string,
  });
  expect(await readdir(folder)).toEqual(before);
});
