/** Rotary tables. */
import { expect, test } from 'vitest';
import { ropeTables } from './rope.ts';

test('position 0 is not rotated, the slowest pair turns by base^(−(hd−2)/hd) a token', () => {
  const { cos, sin } = ropeTables(3, 8, 10_000);
  expect([...cos.slice(0, 4)]).toEqual([1, 1, 1, 1]);
  expect([...sin.slice(0, 4)]).toEqual([0, 0, 0, 0]);
  expect(sin[4]).toBeCloseTo(Math.sin(1), 6);
  expect(sin[11]).toBeCloseTo(Math.sin(2 * 10_000 ** (-6 / 8)), 6);
});

test('a factor scales both tables', () => {
  const plain = ropeTables(5, 4, 500);
  const half = ropeTables(5, 4, 500, 0.5);
  expect([...half.cos]).toEqual([...plain.cos].map((value) => value / 2));
  expect([...half.sin]).toEqual([...plain.sin].map((value) => value / 2));
});
