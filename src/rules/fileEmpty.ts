/** file-empty: no row at all. */
import type { RowTable } from './rowTable.ts';
import type { Rule } from './rule.ts';

export const fileEmpty: Rule = {
  code: 'file-empty',
  severity: 'error',
  title: 'The file has no rows',
  consequence: 'There is nothing to train on.',
  fix: 'Write one row a line, such as {"instruction": "…", "output": "…"}.',
  bad: '\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n',
  file: ({ rows, arrayFaults }) =>
    isAnyWritten(rows) || arrayFaults.length > 0
      ? []
      : [
          {
            message: 'The file has no rows. Write one a line, such as {"instruction": "…", "output": "…"}.',
            range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
          },
        ],
};

function isAnyWritten(rows: RowTable): boolean {
  for (let index = 0; index < rows.length; index++) if (!rows.isBlank(index)) return true;
  return false;
}
