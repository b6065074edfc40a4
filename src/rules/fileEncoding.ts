/** file-encoding: bytes that are not UTF-8. */
import type { RowFacts } from '../dataset/row.ts';
import { wholePlace } from './locate.ts';
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
  row: ({ row }) => {
    if (isUtf16(row))
      return [
        {
          message:
            'The row has a zero byte beside each letter, as UTF-16 has: trainers stop at it. Save the file as UTF-8.',
          place: wholePlace(row.text),
        },
      ];
    if (row.invalidAt === undefined) return [];
    return [
      {
        message: row.text.startsWith(GZIP)
          ? 'The file is compressed with gzip: trainers that read it as text stop here. Unpack it, or give it a name that ends with .gz.'
          : 'From here on the row is not UTF-8 (Latin-1?): trainers stop at it. Save the file as UTF-8.',
        place: { start: row.invalidAt, end: Math.min(row.invalidAt + 1, row.text.length) },
      },
    ];
  },
};

/** Its first three bytes, of which the second is not UTF-8. */
const GZIP = '\u001f\ufffd\b';

/** It is no JSON, and every other character of a stretch is U+0000. */
const isUtf16 = ({ value, text }: RowFacts): boolean =>
  value === undefined && text.includes('\0') && /(?:\0[^\0]){2}|(?:[^\0]\0){2}/.test(text);

/** What is wrong with such a row is not its JSON. */
export const isNoText = (row: RowFacts): boolean =>
  isUtf16(row) || (row.invalidAt !== undefined && row.text.startsWith(GZIP));
