/** json-blank-line: an empty line between rows. */
import type { Rule } from './rule.ts';

export const jsonBlankLine: Rule = {
  code: 'json-blank-line',
  severity: 'warning',
  title: 'An empty line',
  consequence: 'Some readers skip it, others stop with a parse error; row numbers of tools may differ.',
  fix: 'Remove the line.',
  bad: '{"text": "One."}\n\n{"text": "Two."}\n',
  good: '{"text": "One."}\n{"text": "Two."}\n',
  file: ({ rows, rangeOf, layout, runs }) => {
    if (layout !== 'jsonl' || rows.every((row) => row.facts.blank)) return [];
    const inRun = (index: number): boolean => runs.some((run) => index >= run.start && index < run.end);
    return rows.flatMap(({ facts }, index) => {
      // What follows the last line end is no line of the file.
      const isEnd = index === rows.length - 1 && facts.text === '';
      return facts.blank && !isEnd && !inRun(index)
        ? [{ message: 'An empty line: some readers stop here. Remove it.', range: rangeOf(index) }]
        : [];
    });
  },
};
