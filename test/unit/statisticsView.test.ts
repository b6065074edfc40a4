/** What the statistics panel says of numbers: the words, the shares of bars, and the line of the maximum. Pure. */
import { expect, test } from 'vitest';
import type { DatasetStatistics, Distribution, StatisticsView } from '../../src/protocol/statistics.ts';
import {
  binRows,
  countRows,
  figures,
  limitLine,
  sourceWords,
  stateMessage,
  taskRows,
} from '../../webview/statistics/view.ts';

const distribution = (histogram: Distribution['histogram']): Distribution => ({
  ...{ n: 10, sum: 1234, min: 0, median: 5, p95: 20, max: 40, histogram },
});
const BINS = distribution([
  { from: 0, to: 10, n: 8 },
  { from: 10, to: 20, n: 0 },
  { from: 20, to: null, n: 2 },
]);
const NONE: DatasetStatistics = {
  ...{ format: 'unknown', nRows: 1200, formats: {}, roles: {}, characters: null, tokens: null, coverage: null },
  duplicates: { nEqualRows: 2, nRepeatedPrompts: 9, nNearDuplicates: null },
  problems: { errors: 1, warnings: 0, information: 2, codes: [] },
  cost: null,
};
const value = (statistics: DatasetStatistics, id: string): string | undefined => {
  const figure = figures(statistics).find((item) => item.id === id);
  return figure && `${figure.value} | ${figure.note}`;
};

test('bars are parts of the longest; what is longer than the maximum is marked', () => {
  expect(binRows(BINS, 15)).toEqual([
    { label: '0–9', value: '8', share: 1, isOver: false },
    { label: '10–19', value: '0', share: 0, isOver: false },
    { label: '20 and more', value: '2', share: 0.25, isOver: true },
  ]);
  expect(binRows(BINS, null).some(({ isOver }) => isOver)).toBe(false);
});

test('the maximum is a line behind the bin that holds it, before or behind them all', () => {
  const closed = distribution([
    { from: 10, to: 20, n: 8 },
    { from: 20, to: 30, n: 2 },
  ]);
  expect(limitLine(closed, 10)).toEqual({ after: 0, words: 'maximum length 10' });
  expect(limitLine(closed, 29)).toEqual({ after: 1, words: 'maximum length 29' });
  expect(limitLine(closed, 30)).toEqual({ after: 1, words: 'maximum length 30, above all of these' });
  expect(limitLine(closed, 9)).toEqual({ after: -1, words: 'maximum length 9, below all of these' });
  // Where the last bin has no end, nobody knows on which side its rows are.
  expect(limitLine(BINS, 30)).toBeNull();
});

test('figures: without tokens characters, without a run no time, near-duplicates only where rows were compared', () => {
  expect(value(NONE, 'rows')).toBe('1,200 | unknown format');
  expect(value(NONE, 'problems')).toBe('3 | 1 error, 0 warnings, 2 notes');
  expect(value(NONE, 'repeats')).toBe('2 | 2 equal');
  expect(value({ ...NONE, characters: { prompt: BINS, response: BINS } }, 'characters')).toMatch(/^2,468 /);
  expect(value(NONE, 'time')).toBeUndefined();
  const cost = { epochs: 3, nTokens: 9000, tokensPerSecond: null, seconds: null };
  expect(value({ ...NONE, cost }, 'time')).toBe('not known | no run here yet');
  expect(value({ ...NONE, cost: { ...cost, tokensPerSecond: 100, seconds: 90 } }, 'time')).toBe(
    'about 1 min 30 s | 3 epochs',
  );
});

test('counts have their part of all, a small one with a decimal', () => {
  expect(countRows({ user: 999, tool: 1 })).toEqual([
    { label: 'user', value: '999', share: 0.999, part: '100 %' },
    { label: 'tool', value: '1', share: 0.001, part: '0.1 %' },
  ]);
  expect(countRows({})).toEqual([]);
});

test('tasks: rows that are missing to the target, and those of no task', () => {
  const task = { id: 'refund', description: 'Money back.', share: 0.5 };
  const { tasks, others } = taskRows({
    tasks: [
      { task, nRows: 10, share: 0.1, nWanted: 80 },
      { task: { id: 'other', description: 'Else.' }, nRows: 60, share: 0.6, nWanted: 0 },
    ],
    ...{ nRows: 100, nNone: 0, nUnknown: 30, nUnread: 2 },
  });
  expect(tasks[0]).toMatchObject({ nRows: '10', part: '10 %', target: { words: '50 %' }, missing: '80' });
  expect(tasks[1]).toMatchObject({ target: null, missing: '' });
  expect(others.map(({ label, nRows }) => `${label} ${nRows}`)).toEqual([
    'No task 0',
    'Unknown task 30',
    'Cannot be read 2',
  ]);
});

test('where the numbers are from, and what a state means for them', () => {
  expect(sourceWords({ source: 'unsaved', isLive: true })).toContain('not saved yet');
  expect(sourceWords({ source: 'saved', isLive: false })).toBe('Counted from the saved file');
  const message = (state: StatisticsView['state'], statistics: DatasetStatistics | null = NONE): string =>
    stateMessage({ state, statistics });
  expect(message({ kind: 'complete' })).toBe('');
  expect(message({ kind: 'cancelled' })).toContain('of before');
  expect(message({ kind: 'cancelled' }, null)).toBe('Counting was cancelled.');
  expect(message({ kind: 'failed', reason: 'There is no such file.' })).toBe('There is no such file.');
});
