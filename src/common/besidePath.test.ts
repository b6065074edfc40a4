import { expect, test } from 'vitest';
import { besidePath, numberedPath } from './besidePath.ts';

test.each([
  ['data.jsonl', 'train', undefined, 'data.train.jsonl'],
  ['a.b/data.v2.chat.jsonl', 'train', undefined, 'a.b/data.v2.train.chat.jsonl'],
  ['data.jsonl.gz', 'train', undefined, 'data.train.jsonl'],
  ['data.csv', undefined, '.jsonl', 'data.jsonl'],
  ['data.instruct.jsonl', undefined, '.json', 'data.instruct.json'],
  ['data', 'clean', undefined, 'data.clean'],
  ['.jsonl', 'clean', undefined, '.clean.jsonl'],
])('%s with %s and %s', (path, word, ending, expected) => {
  expect(besidePath(path, word, ending).replaceAll('\\', '/')).toBe(expected);
});

test('numbers stand before the ending', () => {
  expect(numberedPath('a/data.train.chat.jsonl', 2)).toBe('a/data.train-2.chat.jsonl');
  expect(numberedPath('a/data.train.jsonl', 1)).toBe('a/data.train.jsonl');
});
