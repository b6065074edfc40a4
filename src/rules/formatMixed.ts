/** format-mixed: a row of another format than the rest of its file. */
import { wholePlace } from './locate.ts';
import { removeThisRow, type Rule } from './rule.ts';

export const formatMixed: Rule = {
  code: 'format-mixed',
  severity: 'error',
  title: 'A row is in another format than its file',
  consequence: 'A trainer is set up for one format a file: it stops at this row or leaves it out.',
  fix: 'Convert the row, or move it to a file of its own.',
  bad: '{"instruction": "Say hello.", "output": "Hello!"}\n{"instruction": "Say bye.", "output": "Bye!"}\n{"text": "A row."}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n{"instruction": "Say bye.", "output": "Bye!"}\n',
  row: ({ row, fields, format }) =>
    row.value === undefined || row.guess === undefined || fields !== undefined || format === 'unknown'
      ? []
      : [
          {
            message: `This row is in the format ${row.guess.format}, the file is ${format}: a trainer stops here or leaves the row out. Convert it, or move it to a file of its own.`,
            place: wholePlace(row.text),
            fixes: [removeThisRow],
          },
        ],
};
