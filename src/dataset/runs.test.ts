import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_COLUMNS } from './columns.ts';
import { readRow } from './row.ts';
import { findRuns, joinRun } from './runs.ts';

const runsOf = (lines: readonly string[]) => findRuns(lines.map((text) => readRow(text, NO_COLUMNS)));

test.each([
  [['{', '  "a": 1.0,', '  "b": [', '    "\\u00e9"', '  ]', '}'], '{"a": 1.0, "b": ["\\u00e9"]}'],
  [['{', '\t"a": "x\ty\u0001",', '\t"b": "\\\\\t\\""', '}'], '{"a": "x\\ty\\u0001", "b": "\\\\\\t\\""}'],
  [['{"a": "one', 'two", "b": 2}'], '{"a": "one\\ntwo", "b": 2}'],
  [['{"a": "one', '', '  two"}'], '{"a": "one\\n\\n  two"}'],
  [['{', '"a": 1', '}, '], '{"a": 1}'],
])('%j is one value', (lines, joined) => {
  expect(runsOf(lines)).toMatchObject([{ start: 0, end: lines.length }]);
  expect(joinRun(lines)).toBe(joined);
});

test('a backslash before a line break is no line break of the text', () => {
  expect(runsOf(['{"a": "one\\', 'two"}'])).toEqual([]);
  expect(runsOf(['{', '"a": "one\\\ttwo"', '}'])).toEqual([]);
});

test('a pretty-printed value joins to itself', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
      const lines = JSON.stringify(value, null, 2).split('\n');
      const joined = joinRun(lines);
      expect(joined).not.toContain('\n');
      expect(JSON.stringify(JSON.parse(joined))).toBe(JSON.stringify(value));
    }),
  );
});
