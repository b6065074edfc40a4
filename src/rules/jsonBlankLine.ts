/** json-blank-line: an empty line between rows. */
import type { FileFinding, Rule } from './rule.ts';

export const jsonBlankLine: Rule = {
  code: 'json-blank-line',
  severity: 'warning',
  title: 'An empty line',
  consequence: 'Some readers skip it, others stop with a parse error; row numbers of tools may differ.',
  fix: 'Remove the line.',
  bad: '{"text": "One."}\n\n{"text": "Two."}\n',
  good: '{"text": "One."}\n{"text": "Two."}\n',
  file: ({ rows, rangeOf, layout, runs }) => {
    if (layout !== 'jsonl') return [];
    const inRun = (index: number): boolean => runs.some((run) => index >= run.start && index < run.end);
    const found: FileFinding[] = [];
    let isAnyWritten = false;
    for (let index = 0; index < rows.length; index++) {
      if (!rows.isBlank(index)) isAnyWritten = true;
      // What follows the last line end is no line of the file.
      else if (!(index === rows.length - 1 && rows.textLength(index) === 0) && !inRun(index))
        found.push({ message: 'An empty line: some readers stop here. Remove it.', range: rangeOf(index) });
    }
    return isAnyWritten ? found : [];
  },
};
