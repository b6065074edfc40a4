import { expect, test } from 'vitest';
import { guessFormat } from './detect.ts';
import { NO_COLUMNS } from './columns.ts';
import { readDatasetText } from './read.ts';
import { sampleOf } from './samples.ts';

test.each([
  ['kto', { instruction: 'q', input: '', output: 'bad', kto_tag: false }],
  ['kto', { prompt: 'q', completion: 'bad', label: false }],
  ['alpaca', { instruction: 'Is this spam?', input: 'x', output: 'yes', label: true }],
])('%s: %j', (format, row) => {
  expect(guessFormat(row)).toEqual({ format, sure: true });
});

test('an answer with a kto_tag is not trained on, whatever the rest of its file is', () => {
  const plain = '{"instruction": "q", "output": "good"}\n';
  const lines = readDatasetText(
    `${plain}{"instruction": "q", "output": "bad", "kto_tag": false}\n${plain}`,
    'a.jsonl',
  ).lines.filter(({ blank }) => !blank);
  const found = lines.map((row) => sampleOf(row, { format: 'alpaca', columns: NO_COLUMNS }));
  expect(found.map((sample) => ('code' in sample ? sample.code : sample.kind))).toEqual([
    'conversation',
    'format-mixed',
    'conversation',
  ]);
});
