/** json-syntax: a row, or what holds the rows together, is not JSON. */
import type { ArrayFault } from '../dataset/jsonArray.ts';
import type { Rule } from './rule.ts';
import { syntaxFault } from './syntaxFault.ts';

const ARRAY_FAULTS: Record<ArrayFault['kind'], string> = {
  'trailing-comma': 'A comma before the closing bracket: JSON allows none there. Remove it.',
  'missing-element': 'A row is missing between two commas: remove one of them.',
  'not-closed': 'This list is never closed: a ] is missing at the end of the file, or a bracket or quote before it.',
  'after-end': 'Nothing may follow the closing bracket of the list.',
};

export const jsonSyntax: Rule = {
  code: 'json-syntax',
  severity: 'error',
  title: 'Invalid JSON',
  consequence: 'Trainers stop at the first row they cannot parse.',
  fix: 'Mend the JSON at the marked place. A row is one line; line breaks inside strings are written as \\n.',
  bad: '{"instruction": "Say hello.", "output": "Hello!",}\n{"instruction": "Say bye.", "output": "Bye!"}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n{"instruction": "Say bye.", "output": "Bye!"}\n',
  row: ({ row }) => {
    if (row.blank || row.value !== undefined) return [];
    const { place, message } = syntaxFault(row.text);
    return [{ place, message }];
  },
  file: ({ arrayFaults, runs, rows, rangeOf }) => [
    ...arrayFaults.map(({ kind, start, end }) => ({
      message: ARRAY_FAULTS[kind],
      range: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    })),
    ...runs.map(({ start, end, kind }) => {
      const first = rangeOf(start);
      const last = rangeOf(end - 1);
      const isString = kind === 'raw-newline';
      const length = rows.textLength(start);
      return {
        message: isString
          ? 'A string goes on over the end of its line: write the line break as \\n, and the row on one line.'
          : `One JSON value over ${end - start} lines. In JSONL a row is one line: join them.`,
        range: isString
          ? { startLine: first.startLine, startColumn: length, endLine: first.startLine + 1, endColumn: 0 }
          : { ...first, endLine: last.endLine, endColumn: last.endColumn },
      };
    }),
  ],
};
