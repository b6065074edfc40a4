import { expect, test } from 'vitest';
import { statusText, statusTooltip } from './statusWords.ts';

const COUNTS = { nRows: 30, nErrors: 1, nWarnings: 0, nNotes: 0 };
const COLUMNS = { question: 'instruction', answer: 'output' };

test('problems are counted where they are shown', () => {
  expect(statusText({ ...COUNTS, format: 'alpaca', isShown: true })).toBe('alpaca · 30 rows · 1 problem');
  expect(statusText({ ...COUNTS, format: 'chat', nRows: 1, nErrors: 0, isShown: true })).toBe(
    'chat · 1 row · no problems',
  );
  expect(statusText({ ...COUNTS, format: 'unknown', isShown: false })).toBe('unknown format · 30 rows · not checked');
});

test('columns that fit are offered', () => {
  const status = { ...COUNTS, format: 'unknown', isShown: false, suggestedColumns: COLUMNS } as const;
  expect(statusText(status)).toBe('unknown format · 30 rows · map columns?');
  expect(statusTooltip(status, false)).toBe(
    'The rows fit no known format, so they are not checked as a dataset.\nClick to read "question" as instruction, "answer" as output.',
  );
});
