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

const words = (
  id: Parameters<typeof summaryWords>[0]['id'],
  summary: object,
  names: (string | undefined)[],
  isUnchanged = false,
) =>
  summaryWords(
    { id, name: 'data.jsonl', names, isUnchanged },
    readSummary(JSON.stringify({ ...SUMMARY, notes: [], ...summary })),
  );

test('what was done comes first, in the right number', () => {
  expect(words('removeErrors', { leftOut: null, notes: ['A note.'] }, ['errors.jsonl', undefined])).toBe(
    'Removed 1 row with errors from data.jsonl; it is in errors.jsonl. 1,943 rows are left. A note.',
  );
  const left = { outputs: [{ path: '/x/a.jsonl', rows: 1 }], leftOut: { rows: 1, why: 'equal to another row' } };
  expect(words('dedupe', left, [undefined])).toBe(
    'Removed 1 duplicate row from data.jsonl (equal to another row). 1 row is left.',
  );
  expect(words('sample', {}, ['b.jsonl', 'a.jsonl'])).toBe(
    'Wrote 1,943 rows in a.jsonl; 1 row (with errors) in b.jsonl; 2 rows left out, not drawn.',
  );
  expect(words('joinLines', { outputs: left.outputs, notes: ['2 rows joined.'] }, [undefined])).toBe(
    '2 rows joined. data.jsonl has 1 row.',
  );
  expect(words('sort', { outputs: left.outputs }, [undefined])).toBe('Sorted 1,944 rows of data.jsonl.');
});

test('where there was nothing to do, that is said alone', () => {
  const all = { outputs: [{ path: '/x/a.jsonl', rows: 1944 }], leftOut: null };
  expect(words('dedupe', all, [undefined], true)).toBe('No duplicate rows in data.jsonl: nothing to remove.');
  expect(words('removeErrors', all, [undefined], true)).toBe('No row of data.jsonl has errors: nothing to remove.');
  expect(words('sort', all, [undefined], true)).toBe('data.jsonl is unchanged: its rows are in this order already.');
});

test('nothing is left out where nothing is', () => {
  for (const leftOut of [null, { rows: 0, why: 'x' }])
    expect(readSummary(JSON.stringify({ ...SUMMARY, leftOut })).leftOut).toBeUndefined();
});

test.each(['', '[]', '{"rows": 1}', '{"rows": "1", "outputs": []}'])('%j is no summary', (text) => {
  expect(() => readSummary(text)).toThrow('its summary is');
});
