/** `tunewright join`: values over several lines of a JSONL file, each on one. */
import { errors } from '../../common/errors.ts';
import { runBytes } from '../../dataset/operations/relayout.ts';
import type { CliCommand } from '../command.ts';
import { parseOptions } from '../parse.ts';
import { amount, finish, FLAGS, FLAGS_HELP, IN_PLACE, IN_PLACE_HELP, oneFile, orderly, resultPath } from './common.ts';
import { brokenNotes, withTable } from './tableFile.ts';

const NAME = 'join';
const USAGE = `Usage: tunewright join FILE [options]

Puts each value that goes over several lines on one: pretty-printed objects, and strings with real line breaks, which become
\\n. All other lines, numbers, escapes and keys stay as they are written.

  --out FILE           the result (default: FILE.joined beside it)
${IN_PLACE_HELP}${FLAGS_HELP}`;

export const join: CliCommand = {
  name: NAME,
  summary: 'put rows that go over several lines on one line each',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const { values, positionals } = parseOptions(NAME, {
        args,
        options: { ...FLAGS, ...IN_PLACE },
        allowPositionals: true,
      });
      const path = oneFile(NAME, positionals);
      const out = resultPath(path, 'joined', values);
      return withTable(
        path,
        io.signal,
        () => undefined,
        async ({ source, table, rows, runs, selectLast }) => {
          if (table.layout === 'json-array') throw errors.isAnArray(path);
          const order = Array.from({ length: table.length }, (_, i) => i);
          const content = selectLast(order, (row) => (runs.has(row) ? runBytes(source, table, row) : undefined));
          return finish(
            NAME,
            [path],
            {
              rows: rows.length,
              outputs: [{ path: out, rows: rows.length, content }],
              notes: [
                runs.size === 0 ? 'No row goes over several lines.' : `${amount(runs.size, 'row')} joined.`,
                ...brokenNotes({ ...table, nRuns: 0 }, 'left as written'),
              ],
            },
            values,
            io,
          );
        },
      );
    }),
};
