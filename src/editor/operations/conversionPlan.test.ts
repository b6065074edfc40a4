import { expect, test } from 'vitest';
import { changeWords, losesSomething, placeWords, readConversionPlan } from './conversionPlan.ts';

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

test('only what is gone is a loss, and every row has its place', () => {
  const plan = (effect: string, nAside: number) =>
    readConversionPlan(
      JSON.stringify({
        rows: 12,
        outputs: [
          ...(nAside === 0 ? [] : [{ path: 'a.unconverted.jsonl', rows: nAside, what: 'not converted' }]),
          { path: 'a.chat.jsonl', rows: 11 },
        ],
        from: 'alpaca',
        losses: [{ code: 'x', effect, message: 'x', nRows: 1, firstRow: 1 }],
      }),
    );
  expect(['lost', 'trained', 'rewritten'].map((effect) => losesSomething(plan(effect, 0)))).toEqual([
    true,
    true,
    false,
  ]);
  expect(placeWords(plan('lost', 1), ['a.unconverted-2.jsonl', 'a.chat-2.jsonl'])).toBe(
    'Writes 11 rows to a.chat-2.jsonl. What cannot be converted goes there: 1 row to a.unconverted-2.jsonl. Your file stays as it is.',
  );
  expect(placeWords(plan('lost', 0), ['a.chat.jsonl'])).toBe(
    'Writes 11 rows to a.chat.jsonl. Your file stays as it is.',
  );
});
