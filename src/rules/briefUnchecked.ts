/** brief-unchecked: the brief rules something out, and says of no phrase or pattern how it reads. */
import { basename } from 'node:path';
import type { Rule } from './rule.ts';

export const briefUnchecked: Rule = {
  code: 'brief-unchecked',
  severity: 'information',
  title: 'Nothing checks what the brief rules out',
  consequence:
    'It stands in the system prompt alone: rows that do it are not found, and the model learns it from them.',
  fix: 'Give the item "phrases" that give it away in an answer, or a "pattern".',
  brief: '{"unacceptable": [{"id": "price", "description": "Promises a price."}]}\n',
  bad: '{"instruction": "What does it cost?", "output": "The price list has the answer."}\n',
  goodBrief: '{"unacceptable": [{"id": "price", "description": "Promises a price.", "phrases": ["it costs"]}]}\n',
  good: '{"instruction": "What does it cost?", "output": "The price list has the answer."}\n',
  file: ({ brief, rows, rangeOf }) => {
    if (brief?.brief === undefined || rows.length === 0) return [];
    const [first, ...others] = brief.notes ?? [];
    if (first === undefined) return [];
    const { startLine, startColumn } = first.range;
    const more = others.length === 0 ? '' : ` (and ${others.length} more of the brief)`;
    return [
      {
        message: `Nothing checks "${first.id}"${more}, which the brief rules out: rows that do it are not found. Add phrases or a pattern at ${basename(brief.path)}:${startLine + 1}:${startColumn + 1}.`,
        range: rangeOf(0, rows.mark(0)),
      },
    ];
  },
};
