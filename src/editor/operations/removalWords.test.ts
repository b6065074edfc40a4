import { expect, test } from 'vitest';
import { fixedWords, removalWords } from './removalWords.ts';

test.each([
  [7, 6, 'Safe fixes mend 6 of them, which then need not be removed. Removed rows are kept'],
  [2, 2, 'Safe fixes mend all of them, and nothing need be removed. Removed rows are kept'],
  [1, 1, 'Safe fixes mend it, and nothing need be removed. The removed row is kept'],
  [1, 0, 'The removed row is kept'],
])('%i rows, of which %i could be mended', (nRemoved, nMended, start) => {
  const { question, detail } = removalWords('data.jsonl', 12, nRemoved, nMended);
  expect(question).toBe(`Remove ${nRemoved} of 12 rows from data.jsonl?`);
  expect(detail).toBe(`${start} in a file beside the dataset; that file stays when you undo.`);
});

test.each([
  [0, 'No row has errors now.'],
  [1, '1 row with errors is left.'],
  [1200, '1,200 rows with errors are left.'],
])('%i rows are left by the fixes', (nLeft, words) => {
  expect(fixedWords('data.jsonl', nLeft)).toBe(`Fixed the safe problems of data.jsonl. ${words}`);
});
