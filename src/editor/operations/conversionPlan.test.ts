import { expect, test } from 'vitest';
import { changeWords, readConversionPlan } from './conversionPlan.ts';

test('losses come first, each with its rows', () => {
  const plan = readConversionPlan(
    JSON.stringify({
      rows: 1200,
      outputs: [{ path: 'x.jsonl', rows: 1199 }],
      from: 'alpaca',
      losses: [{ code: 'input-joined', effect: 'lost', message: 'Joined.', nRows: 1100, firstRow: 6 }, 'nonsense'],
      unconvertible: [{ code: 'unreadable', message: 'Unreadable.', nRows: 1, firstRow: 9 }],
    }),
  );
  expect(plan).toMatchObject({ from: 'alpaca', summary: { rows: 1200 } });
  expect(changeWords(plan)).toEqual(['Lost (1,100 rows, first 6): Joined.', 'Not converted (row 9): Unreadable.']);
});

test('what is no plan is said to be none', () => {
  expect(() => readConversionPlan('{}')).toThrow('could not be finished');
  expect(() => readConversionPlan('no')).toThrow('could not be finished');
});
