import { expect, test } from 'vitest';
import { readSummary, summaryWords } from './summary.ts';

const SUMMARY = {
  rows: 1944,
  outputs: [
    { path: '/x/errors.jsonl', rows: 1, what: 'with errors' },
    { path: '/x/clean.jsonl', rows: 1943 },
  ],
  leftOut: { rows: 2, why: 'not drawn' },
  notes: ['A note.'],
};

test('what was done, in one line', () => {
  const summary = readSummary(JSON.stringify(SUMMARY));
  expect(summaryWords('data.jsonl', summary, ['errors.jsonl', undefined])).toBe(
    'data.jsonl, 1,944 rows: 1 row (with errors) in errors.jsonl; 1,943 rows; 2 rows left out, not drawn. A note.',
  );
});

test('nothing is left out where nothing is', () => {
  for (const leftOut of [null, { rows: 0, why: 'x' }])
    expect(readSummary(JSON.stringify({ ...SUMMARY, leftOut })).leftOut).toBeUndefined();
});

test.each(['', '[]', '{"rows": 1}', '{"rows": "1", "outputs": []}'])('%j is no summary', (text) => {
  expect(() => readSummary(text)).toThrow('its summary is');
});
