/** Rows about pictures, as LLaMA-Factory and TRL write them. */
import { expect, test } from 'vitest';
import { readDatasetText } from '../dataset/read.ts';
import { checkDataset } from './check.ts';

const row = (image: string, answer: string): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: '<image>Describe this picture in a few words, please, and say what is in front of it.' },
      { role: 'assistant', content: `In front of the old house there is ${answer} under a tree, and a road goes by.` },
    ],
    images: [image],
  });
const codesOf = (...rows: string[]): string[] =>
  Object.keys(checkDataset(readDatasetText(`${rows.join('\n')}\n`, 'x.jsonl')).counts.byCode);

test('the same question about other pictures is another question', () => {
  expect(codesOf(row('a.jpg', 'a cat'), row('b.jpg', 'a dog'))).toEqual(['unknown-field']);
});

test('about one picture it is the same', () => {
  expect(codesOf(row('a.jpg', 'a cat'), row('a.jpg', 'a dog'))).toContain('conflicting-output');
});

test('who reads the pictures is said', () => {
  const { problems } = checkDataset(readDatasetText(`${row('a.jpg', 'a cat')}\n`, 'x.jsonl'));
  expect(problems.map(({ message }) => message)).toEqual([
    '"images" is for models that see or hear: LLaMA-Factory and TRL read it for those, training here leaves it out (in 1 row).',
  ]);
});
