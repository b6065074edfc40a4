/** json-blank-line: an empty line between rows. */
import type { FileEdit, FileFinding, Rule } from './rule.ts';

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
    // Of a last line the white space alone goes: the line end before it is that of the row above.
    const removal = (index: number): FileEdit =>
      index < rows.length - 1
        ? { removeRow: index }
        : { range: rangeOf(index, { start: 0, end: rows.textLength(index) }), text: '' };
    for (let index = 0; index < rows.length; index++) {
      if (!rows.isBlank(index)) isAnyWritten = true;
      // What follows the last line end is no line of the file.
      else if (!(index === rows.length - 1 && rows.textLength(index) === 0) && !inRun(index))
        found.push({
          message: 'An empty line: some readers stop here. Remove it.',
          range: rangeOf(index),
          fixes: [{ title: 'Remove the line', isSafe: true, edits: [removal(index)] }],
        });
    }
    return isAnyWritten ? found : [];
  },
};
