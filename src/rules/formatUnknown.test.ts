import { expect, test } from 'vitest';
import { readDatasetText } from '../dataset/read.ts';
import { checkDataset } from './check.ts';

const messages = (text: string): string[] =>
  checkDataset(readDatasetText(text, 'data.json')).problems.flatMap(({ code, message }) =>
    code === 'format-unknown' ? [message] : [],
  );

test('an object around the rows is told to be one', () => {
  expect(messages('{"data":[{"instruction":"a","output":"b"}]}')).toEqual([
    expect.stringContaining('make a file of that list alone'),
  ]);
  expect(messages('{"x": 1}\n{"x": 2}\n')).toEqual([expect.not.stringContaining('that list')]);
});

test('it is marked at one character, not over a row that is no worse than the others', () => {
  const text = '\n  {"x": 1}\n{"x": 2}\n';
  const found = checkDataset(readDatasetText(text, 'data.jsonl')).problems.find(
    ({ code }) => code === 'format-unknown',
  );
  expect(found?.range).toEqual({ startLine: 1, startColumn: 2, endLine: 1, endColumn: 3 });
});
