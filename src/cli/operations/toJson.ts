/** `tunewright to-json`: the lines of a JSONL file as one JSON array. */
import { errors } from '../../common/errors.ts';
import { arrayBytes, styleOf } from '../../dataset/operations/relayout.ts';
import type { CliCommand } from '../command.ts';
import { parseOptions } from '../parse.ts';
import { finish, FLAGS, FLAGS_HELP, oneFile, orderly, resultPath } from './common.ts';
import { asideOf, REMOVED, REMOVED_HELP } from './aside.ts';
import { blankNotes, brokenNotes, withTable } from './tableFile.ts';

const NAME = 'to-json';
const USAGE = `Usage: tunewright to-json FILE [options]

Writes the rows of a JSONL file as one JSON array, a row a line. Rows stay as they are written; values over several lines are
put on one.

${REMOVED_HELP}  --out FILE           the result (default: FILE with the ending .json)
${FLAGS_HELP}`;

export const toJson: CliCommand = {
  name: NAME,
  summary: 'write JSONL as a JSON array',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const options = { ...FLAGS, ...REMOVED };
      const { values, positionals } = parseOptions(NAME, { args, options, allowPositionals: true });
      const path = oneFile(NAME, positionals);
      const out = resultPath(path, undefined, values, '.json');
      return withTable(
        path,
        io.signal,
        () => undefined,
        async (file) => {
          if (file.table.layout === 'json-array') throw errors.isAnArray(path);
          const aside = asideOf([{ path, file }], values.removed);
          const rows = file.rows.filter((row) => !file.broken.has(row));
          return finish(
            NAME,
            [path],
            {
              rows: file.rows.length,
              outputs: [
                ...aside,
                { path: out, rows: rows.length, content: arrayBytes([{ ...file, rows }], styleOf(file)) },
              ],
              notes: [...blankNotes(file.table), ...brokenNotes({ nBroken: 0, nRuns: file.table.nRuns }, '')],
            },
            values,
            io,
          );
        },
      );
    }),
};
