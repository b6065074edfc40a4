/** What `tunewright train` refuses before it does anything: exit code 2. */
import { expect, test } from 'vitest';
import { parseTrainOptions } from './trainOptions.ts';

test.each([
  ['no dataset', [], '--dataset'],
  ['a setting out of range', ['--dataset', 'a.jsonl', '--epochs', '0'], '"epochs"'],
  ['a choice that is none', ['--dataset', 'a.jsonl', '--method', 'guessing'], '"method"'],
  ['settings for a run that has its own', ['--resume', 'run', '--epochs', '2'], '--epochs'],
])('%s is misuse', async (_, args, named) => {
  await expect(parseTrainOptions(args)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining(named) as string,
  });
});

test('a dataset in the place of the recipe', async () => {
  await expect(parseTrainOptions(['good.jsonl'])).rejects.toMatchObject({
    code: 'usage',
    next: 'Did you mean --dataset good.jsonl?',
  });
});
