/** `tunewright to-json`: the lines of a JSONL file as one JSON array. */
import { errors } from '../../common/errors.ts';
import { arrayBytes, styleOf } from '../../dataset/operations/relayout.ts';
import { FLAGS_HELP, resultPath } from './common.ts';
import { asideOf, REMOVED, REMOVED_HELP } from './aside.ts';
import { fileCommand } from './fileCommand.ts';
import { blankNotes, brokenNotes } from './tableFile.ts';

const USAGE = `Usage: tunewright to-json FILE [options]

Writes the rows of a JSONL file as one JSON array, a row a line. Rows stay as they are written; values over several lines are
put on one.

${REMOVED_HELP}  --out FILE           the result (default: FILE with the ending .json)
${FLAGS_HELP}`;

export const toJson = fileCommand({
  name: 'to-json',
  summary: 'write JSONL as a JSON array',
  usage: USAGE,
  flags: REMOVED,
  plan: (source, values) => {
    const path = resultPath(source, undefined, values, '.json');
    return {
      outcome: (file) => {
        if (file.table.layout === 'json-array') throw errors.isAnArray(source);
        const aside = asideOf([{ path: source, file }], values.removed);
        const rows = file.rows.filter((row) => !file.broken.has(row));
        const content = arrayBytes([{ ...file, rows }], styleOf(file));
        return {
          rows: file.rows.length,
          outputs: [...aside, { path, rows: rows.length, content }],
          notes: [...blankNotes(file.table), ...brokenNotes({ nBroken: 0, nRuns: file.table.nRuns }, '')],
        };
      },
    };
  },
});
