/** `tunewright join`: values over several lines of a JSONL file, each on one. */
import { errors } from '../../common/errors.ts';
import { runBytes } from '../../dataset/operations/relayout.ts';
import { amount, FLAGS_HELP, IN_PLACE, IN_PLACE_HELP, resultPath } from './common.ts';
import { fileCommand } from './fileCommand.ts';
import { brokenNotes } from './tableFile.ts';

const USAGE = `Usage: tunewright join FILE [options]

Puts each value that goes over several lines on one: pretty-printed objects, and strings with real line breaks, which become
\\n. All other lines, numbers, escapes and keys stay as they are written.

  --out FILE           the result (default: FILE.joined beside it)
${IN_PLACE_HELP}${FLAGS_HELP}`;

export const join = fileCommand({
  name: 'join',
  summary: 'put rows that go over several lines on one line each',
  usage: USAGE,
  flags: IN_PLACE,
  plan: (source, values) => {
    const path = resultPath(source, 'joined', values);
    return {
      outcome: ({ source: bytes, table, rows, runs, selectLast }) => {
        if (table.layout === 'json-array') throw errors.isAnArray(source);
        const order = Array.from({ length: table.length }, (_, i) => i);
        const content = selectLast(order, (row) => (runs.has(row) ? runBytes(bytes, table, row) : undefined));
        return {
          rows: rows.length,
          outputs: [{ path, rows: rows.length, content }],
          notes: [
            runs.size === 0 ? 'No row goes over several lines.' : `${amount(runs.size, 'row')} joined.`,
            ...brokenNotes({ ...table, nRuns: 0 }, 'left as written'),
          ],
        };
      },
    };
  },
});
