/** brief-invalid: the brief beside the file cannot be used. */
import { basename } from 'node:path';
import type { Rule } from './rule.ts';

export const briefInvalid: Rule = {
  code: 'brief-invalid',
  severity: 'error',
  title: 'The brief cannot be used',
  consequence: 'The rows are not checked against it: what it rules out may be among them.',
  fix: 'Mend the brief where the message says.',
  brief: '{"unacceptable": [{"id": "price", "description": "Promises a price.", "pattern": "[0-9"}]}\n',
  bad: '{"instruction": "What does it cost?", "output": "The price list has the answer."}\n',
  goodBrief: '{"unacceptable": [{"id": "price", "description": "Promises a price.", "pattern": "[0-9]"}]}\n',
  good: '{"instruction": "What does it cost?", "output": "The price list has the answer."}\n',
  file: ({ brief, rows, rangeOf }) => {
    const [first, ...others] = brief?.problems ?? [];
    if (brief === undefined || first === undefined || rows.length === 0) return [];
    const { startLine, startColumn } = first.range;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return [
      {
        message: `The rows are not checked against the brief, which has to be mended: ${basename(brief.path)}:${startLine + 1}:${startColumn + 1}: ${first.message}${more}`,
        range: rangeOf(0, rows.mark(0)),
      },
    ];
  },
};
