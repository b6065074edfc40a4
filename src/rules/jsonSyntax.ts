/** json-syntax: a row, or what holds the rows together, is not JSON. */
import { isNoText } from './fileEncoding.ts';
import type { ArrayFault } from '../dataset/jsonArray.ts';
import { jsonSyntaxFixes } from './jsonSyntaxFixes.ts';
import type { FileContext, FileFinding, FileFix, Rule } from './rule.ts';
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
    if (row.blank || row.value !== undefined || isNoText(row)) return [];
    const { place, message } = syntaxFault(row.text);
    return [{ place, message, fixes: () => jsonSyntaxFixes(row.text) }];
  },
  file: (context) => [...faultsOfArray(context), ...findingsOfRuns(context)],
};

const faultsOfArray = (context: FileContext): FileFinding[] =>
  context.arrayFaults.map(({ kind, start, end }) => {
    const range = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
    const fix = arrayFix(kind, range, context);
    return { message: ARRAY_FAULTS[kind], range, ...(fix === undefined ? {} : { fixes: [fix] }) };
  });

function arrayFix(
  kind: ArrayFault['kind'],
  range: FileFinding['range'],
  { arrayFaults, rows, rangeOf }: FileContext,
): FileFix | undefined {
  switch (kind) {
    case 'trailing-comma':
      return { title: 'Remove the comma before the closing bracket', isSafe: true, edits: [{ range, text: '' }] };
    case 'missing-element':
      return { title: 'Remove the comma', edits: [{ range, text: '' }] };
    case 'not-closed': {
      // With another fault, or a row that is not JSON, the bracket may be missing elsewhere.
      if (arrayFaults.length > 1 || rows.length === 0) return undefined;
      for (let index = 0; index < rows.length; index++) if (!rows.hasValue(index)) return undefined;
      const { endLine, endColumn } = rangeOf(rows.length - 1);
      const end = { startLine: endLine, startColumn: endColumn, endLine, endColumn };
      return { title: 'Close the list after its last row', edits: [{ range: end, text: '\n]' }] };
    }
    case 'after-end':
      return undefined;
  }
}

const findingsOfRuns = ({ runs, rows, rangeOf }: FileContext): FileFinding[] =>
  runs.map((run) => {
    const { start, end, kind } = run;
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
      fixes: [{ title: 'Join the lines', isSafe: true, edits: [{ joinRows: run }] }],
    };
  });
