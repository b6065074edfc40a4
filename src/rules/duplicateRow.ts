/** duplicate-row: the same row again. */
import type { Rule } from './rule.ts';

export const duplicateRow: Rule = {
  code: 'duplicate-row',
  severity: 'warning',
  title: 'The same row again',
  consequence: 'The row counts double in training, and a copy in the validation split makes its loss look too good.',
  fix: 'Remove one of them.',
  bad: '{"text": "A row."}\n{"text":"A row."}\n',
  good: '{"text": "A row."}\n{"text": "Another row."}\n',
  file: ({ rows, repeated, rangeOf, rowNumber }) => {
    if (repeated.size === 0) return [];
    const firsts = new Map<string, number>();
    return rows.flatMap(({ facts }, index) => {
      if (facts.hash === '' || !repeated.has(facts.hash)) return [];
      const first = firsts.get(facts.hash);
      if (first === undefined) {
        firsts.set(facts.hash, index);
        return [];
      }
      return [
        {
          message: `The same as row ${rowNumber(first)}: it counts double, and may stand in training and validation both. Remove one.`,
          range: rangeOf(index),
          related: [{ range: rangeOf(first), message: 'The first of them.' }],
        },
      ];
    });
  },
};
