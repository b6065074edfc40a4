import { expect, test } from 'vitest';
import { childWords } from './childWords.ts';

test('files go by their names, and flags are not for people in an editor', () => {
  const path = '/home/a/unsaved/1/good.instruct.jsonl';
  const message = `${path} has alpaca rows, which cannot become preference rows. They can become chat. Choose another format with --to.`;
  expect(childWords(message, ['convert', path, '--to', 'preference'])).toBe(
    'good.instruct.jsonl has alpaca rows, which cannot become preference rows. They can become chat.',
  );
});

test('a setting beside a flag stays, and so does what is all there is', () => {
  const both = 'The format of a.jsonl is not known. Map its columns with tunewright.columns or --columns.';
  expect(childWords(both, [])).toBe(both);
  expect(childWords('Write it with --out.', [])).toBe('Write it with --out.');
});
