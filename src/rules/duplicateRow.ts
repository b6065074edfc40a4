/** duplicate-row: the same row again. */
import type { Rule } from './rule.ts';

export const duplicateRow: Rule = {
  code: 'duplicate-row',
  severity: 'warning',
  title: 'The same row again',
  consequence: 'The row counts double in training, and a copy in the validation split makes its loss look too good.',
  fix: 'Remove one of them. "Fix all safe problems" and `tunewright fix` keep the first and say how many they remove.',
  bad: '{"text": "A row."}\n{"text":"A row."}\n',
  good: '{"text": "A row."}\n{"text": "Another row."}\n',
  *file({ repeated, rangeOf, rowNumber }) {
    const { indexes, firsts } = repeated.rows.keys();
    for (let place = 0; place < indexes.length; place++) {
      if (firsts[place] === place) continue;
      const [index, first] = [indexes[place]!, indexes[firsts[place]!]!];
      yield {
        range: rangeOf(index),
        message: () => {
          return `The same as row ${rowNumber(first)}: it counts double, and may stand in training and validation both. Remove one.`;
        },
        related: () => {
          return [{ range: rangeOf(first), message: 'The first of them.' }];
        },
        fixes: () => [{ title: 'Remove this row', isSafe: true, edits: [{ removeRow: index }] }],
      };
    }
  },
};
