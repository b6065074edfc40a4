/** `tunewright shuffle`: the rows of a dataset in an order that a seed decides. */
import { shuffled } from '../../dataset/operations/order.ts';
import { aroundBlanks } from '../../dataset/operations/select.ts';
import type { CliCommand } from '../command.ts';
import { parseOptions } from '../parse.ts';
import {
  finish,
  FLAGS,
  FLAGS_HELP,
  IN_PLACE,
  IN_PLACE_HELP,
  oneFile,
  orderly,
  resultPath,
  SEED,
  seedOf,
} from './common.ts';
import { brokenNotes, withTable } from './tableFile.ts';

const NAME = 'shuffle';
const USAGE = `Usage: tunewright shuffle FILE [options]

Puts the rows in an order that the seed decides. Their bytes stay as they are; blank lines stay where they are.

  --seed N             the same seed gives the same order (default: 0)
  --out FILE           the result (default: FILE.shuffled beside it)
${IN_PLACE_HELP}${FLAGS_HELP}`;

export const shuffle: CliCommand = {
  name: NAME,
  summary: 'put the rows of a dataset in a random order',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const options = { ...FLAGS, ...IN_PLACE, ...SEED };
      const { values, positionals } = parseOptions(NAME, { args, options, allowPositionals: true });
      const path = oneFile(NAME, positionals);
      const out = resultPath(path, 'shuffled', values);
      const seed = seedOf(values);
      return withTable(
        path,
        io.signal,
        () => undefined,
        async ({ table, rows, selectLast }) => {
          const order = aroundBlanks(table, shuffled(rows, seed));
          const outputs = [{ path: out, rows: rows.length, content: selectLast(order) }];
          return finish(
            NAME,
            [path],
            { rows: rows.length, outputs, notes: brokenNotes(table, 'moved as written') },
            values,
            io,
          );
        },
      );
    }),
};
