/** file-line-ends: lines that end with a carriage return alone, as on computers of the last century. */
import type { Rule } from './rule.ts';

export const fileLineEnds: Rule = {
  code: 'file-line-ends',
  severity: 'warning',
  title: 'Lines that end with a carriage return alone',
  consequence: 'Readers that divide lines at the line feed see several rows as one line, and stop there.',
  fix: 'Save the file with LF or CRLF line ends.',
  bad: '{"text": "A row."}\r{"text": "Another row."}\n',
  good: '{"text": "A row."}\n{"text": "Another row."}\n',
  file: ({ layout, loneCr, rows, rangeOf }) =>
    loneCr === undefined || layout !== 'jsonl' || loneCr >= rows.length
      ? []
      : [
          {
            message:
              'This line ends with a carriage return alone: readers that divide lines at the line feed read the next row as a part of it. Save the file with LF line ends.',
            range: rangeOf(loneCr),
          },
        ],
};
