/** file-encoding: bytes that are not UTF-8. */
import type { Rule } from './rule.ts';

export const fileEncoding: Rule = {
  code: 'file-encoding',
  severity: 'error',
  title: 'The file is not UTF-8',
  consequence: 'Trainers read UTF-8 and stop at the first other byte, or train on replacement characters.',
  fix: 'Save the file with the encoding UTF-8.',
  bad: '{"text": "Café."}\n',
  good: '{"text": "Coffee."}\n',
  encoding: 'latin1',
  row: ({ row }) =>
    row.invalidAt === undefined
      ? []
      : [
          {
            message:
              'From here on the row is not UTF-8 (Latin-1, UTF-16?): trainers stop at it. Save the file as UTF-8.',
            place: { start: row.invalidAt, end: Math.min(row.invalidAt + 1, row.text.length) },
          },
        ],
};
