/** `tunewright to-jsonl`: the elements of a JSON array, one a line. */
import { errors } from '../../common/errors.ts';
import { linesBytes, styleOf } from '../../dataset/operations/relayout.ts';
import type { FileTable } from '../../dataset/fileTable.ts';
import type { CliCommand } from '../command.ts';
import { parseOptions } from '../parse.ts';
import { amount, finish, FLAGS, FLAGS_HELP, oneFile, orderly, resultPath } from './common.ts';
import { brokenNotes, withTable } from './tableFile.ts';

const NAME = 'to-jsonl';
const USAGE = `Usage: tunewright to-jsonl FILE [options]

Writes the elements of a JSON array as lines. An element on one line stays as it is written; one over several lines is put on
one, its numbers, escapes and keys as they are.

  --out FILE           the result (default: FILE with the ending .jsonl)
${FLAGS_HELP}`;

export const toJsonl: CliCommand = {
  name: NAME,
  summary: 'write a JSON array as JSONL',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const { values, positionals } = parseOptions(NAME, { args, options: FLAGS, allowPositionals: true });
      const path = oneFile(NAME, positionals);
      const out = resultPath(path, undefined, values, '.jsonl');
      return withTable(
        path,
        io.signal,
        () => undefined,
        async (file) => {
          if (file.table.layout !== 'json-array') throw errors.notAnArray(path);
          const nAfter = bytesAfterEnd(file.table);
          if (nAfter > 0) throw errors.afterArray(path, nAfter);
          return finish(
            NAME,
            [path],
            {
              rows: file.rows.length,
              outputs: [{ path: out, rows: file.rows.length, content: linesBytes([file], styleOf(file)) }],
              notes: [...faultNotes(file.table), ...brokenNotes(file.table, 'written as one line each')],
            },
            values,
            io,
          );
        },
      );
    }),
};

/** What stands after the array would be lost with its brackets. */
export const bytesAfterEnd = ({ arrayFaults }: FileTable): number =>
  arrayFaults.reduce((n, { kind, start, end }) => (kind === 'after-end' ? n + end - start : n), 0);

/** Commas and brackets are no part of any row: what is wrong with them goes with them. */
function faultNotes({ arrayFaults }: FileTable): string[] {
  const n = arrayFaults.length;
  return n === 0
    ? []
    : [`${amount(n, 'fault')} of the list's own commas and brackets ${n === 1 ? 'is' : 'are'} gone with it.`];
}
