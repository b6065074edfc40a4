/** format-unknown: the rows fit no format. */
import { formatColumns } from '../dataset/columns.ts';
import { FORMAT_IDS } from '../dataset/formats.ts';
import type { Rule } from './rule.ts';

export const formatUnknown: Rule = {
  code: 'format-unknown',
  severity: 'error',
  title: 'The rows fit no known format',
  consequence: 'No trainer can tell what to train on.',
  fix: 'Use the fields of one of the formats, or map your own columns to them.',
  bad: '{"question": "2 + 2?", "answer": "4"}\n',
  good: '{"instruction": "2 + 2?", "output": "4"}\n',
  file: ({ rows, format, rangeOf, suggestedColumns }) => {
    if (format !== 'unknown') return [];
    let first = 0;
    while (first < rows.length && !rows.hasFields(first)) first++;
    if (first === rows.length) return [];
    const isOne = first + 1 === rows.length && suggestedColumns === undefined;
    const next = isOne
      ? `Known are ${FORMAT_IDS.join(', ')}. Where the rows stand in a list within this object, make a file of that list alone.`
      : suggestedColumns === undefined
        ? `Known are ${FORMAT_IDS.join(', ')}: use their fields, or map your own columns to them.`
        : `They can be read with the column mapping ${formatColumns(suggestedColumns)}.`;
    return [
      {
        message: `The rows fit no known format, so no trainer can tell what to train on. ${next}`,
        range: rangeOf(first, rows.mark(first)),
      },
    ];
  },
};
