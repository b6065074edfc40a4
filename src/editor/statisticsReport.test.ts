import { expect, test } from 'vitest';
import { readStatisticsReport } from './statisticsReport.ts';

const FILE = {
  ...{ path: '/w/a.jsonl', format: 'chat', nRows: 1, formats: { chat: 1 }, roles: {}, characters: null, tokens: null },
  ...{ duplicates: {}, coverage: null, problems: { codes: [] }, cost: null },
};
const text = (file: object): string => JSON.stringify({ files: [file] });

test('the statistics of the one file are read', () => {
  expect(readStatisticsReport(text(FILE))).toMatchObject({ format: 'chat', nRows: 1, problems: { codes: [] } });
});

test.each(['', '{', '{}', '{"files":[]}', text({ ...FILE, problems: {} }), text({ ...FILE, tokens: 5 })])(
  'anything else is a failed child: %j',
  (output) => expect(() => readStatisticsReport(output)).toThrow(/could not be finished/),
);
