import { expect, test } from 'vitest';
import { checkWords, readCheckReport } from './checkReport.ts';

const PROBLEM = { code: 'a', severity: 'error', message: 'm', line: 3, column: 5, endLine: 3, endColumn: 9 };
const report = (file: object): string =>
  JSON.stringify({ files: [{ format: 'alpaca', rows: 2, problems: [], ...file }] });

test('places count from 0 here', () => {
  expect(readCheckReport(report({ problems: [PROBLEM] })).problems).toEqual([
    { code: 'a', severity: 'error', message: 'm', range: { startLine: 2, startColumn: 4, endLine: 2, endColumn: 8 } },
  ]);
});

test('a suggested mapping is kept', () => {
  expect(readCheckReport(report({ suggestedColumns: { question: 'instruction' } })).suggestedColumns).toEqual({
    question: 'instruction',
  });
  expect(readCheckReport(report({})).suggestedColumns).toBeUndefined();
});

test('garbage is refused', () => {
  for (const text of ['', '{}', '{"files":[]}', report({ rows: 'x' }), report({ problems: 1 })])
    expect(() => readCheckReport(text), text).toThrow(expect.objectContaining({ code: 'child-failed' }));
});

test('notes are named, and what there is none of is not', () => {
  const note = { ...PROBLEM, severity: 'information' };
  const words = (problems: object[]): string => checkWords('a.jsonl', readCheckReport(report({ problems })));
  expect(words([PROBLEM, note, note])).toBe('a.jsonl: 2 rows (alpaca), 1 error, 2 notes.');
  expect(words([])).toBe('a.jsonl: 2 rows (alpaca), no problems.');
});
