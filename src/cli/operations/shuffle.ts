/** `tunewright shuffle`: the rows of a dataset in an order that a seed decides. */
import { shuffled } from '../../dataset/operations/order.ts';
import { aroundBlanks } from '../../dataset/operations/select.ts';
import { FLAGS_HELP, IN_PLACE, IN_PLACE_HELP, resultPath, SEED, seedOf } from './common.ts';
import { fileCommand } from './fileCommand.ts';
import { brokenNotes } from './tableFile.ts';

const USAGE = `Usage: tunewright shuffle FILE [options]

Puts the rows in an order that the seed decides. Their bytes stay as they are; blank lines stay where they are.

  --seed N             the same seed gives the same order (default: 0)
  --out FILE           the result (default: FILE.shuffled beside it)
${IN_PLACE_HELP}${FLAGS_HELP}`;

export const shuffle = fileCommand({
  name: 'shuffle',
  summary: 'put the rows of a dataset in a random order',
  usage: USAGE,
  flags: { ...IN_PLACE, ...SEED },
  plan: (source, values) => {
    const path = resultPath(source, 'shuffled', values);
    const seed = seedOf(values);
    return {
      outcome: ({ table, rows, selectLast }) => {
        const order = aroundBlanks(table, shuffled(rows, seed));
        const outputs = [{ path, rows: rows.length, content: selectLast(order) }];
        return { rows: rows.length, outputs, notes: brokenNotes(table, 'moved as written') };
      },
    };
  },
});
