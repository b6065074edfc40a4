import { expect, test } from 'vitest';
import { formatChange, formatCount, formatDuration, formatRate } from './trainingWords.ts';

test('durations in two units at most', () => {
  expect([0, 900, 59_499, 60_000, 200_000, 3_600_000, 7_500_000, 90_000_000, 200_000_000].map(formatDuration)).toEqual([
    '0 s',
    '1 s',
    '59 s',
    '1 min',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
    '25 h',
    '2 days 7 h',
  ]);
});

test('numbers as people read them', () => {
  expect(formatCount(12345.6)).toBe('12,346');
  expect(formatRate(0.00015)).toBe('1.5e-4');
  expect(formatRate(0)).toBe('0');
  expect(formatChange(4, 3)).toBe('−25 %');
  expect(formatChange(3, 4)).toBe('+33 %');
});
