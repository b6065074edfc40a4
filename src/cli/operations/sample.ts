/** `tunewright sample`: some rows of a dataset, drawn with a seed. */
import { errors } from '../../common/errors.ts';
import { countOf, parseAmount } from '../../dataset/operations/amount.ts';
import { sampled } from '../../dataset/operations/order.ts';
import type { CliCommand } from '../command.ts';
import { parseOptions } from '../parse.ts';
import { finish, FLAGS, FLAGS_HELP, oneFile, orderly, resultPath, SEED, seedOf } from './common.ts';
import { blankNotes, brokenNotes, withTable } from './tableFile.ts';

const NAME = 'sample';
const USAGE = `Usage: tunewright sample FILE --rows AMOUNT [options]

Draws rows, each as likely as any other, and writes them in the order of the file. Their bytes stay as they are.

  --rows AMOUNT        a share (0.1 or 10%) or a count (200)
  --seed N             the same seed draws the same rows (default: 0)
  --out FILE           the result (default: FILE.sample beside it)
${FLAGS_HELP}`;

export const sample: CliCommand = {
  name: NAME,
  summary: 'draw some rows of a dataset at random',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const options = { ...FLAGS, ...SEED, rows: { type: 'string' } } as const;
      const { values, positionals } = parseOptions(NAME, { args, options, allowPositionals: true });
      const path = oneFile(NAME, positionals);
      if (values.rows === undefined)
        throw errors.usage('How many rows are wanted?', 'Add --rows with a share (0.1 or 10%) or a count (200).');
      const wanted = parseAmount(values.rows, '--rows');
      const out = resultPath(path, 'sample', values);
      const seed = seedOf(values);
      return withTable(
        path,
        io.signal,
        () => undefined,
        async ({ table, rows, select }) => {
          if (rows.length === 0) throw errors.nothingToWrite(path, 'has no rows');
          const taken = sampled(rows, countOf(wanted, rows.length), seed);
          const tooFew =
            'count' in wanted && wanted.count > rows.length
              ? [`The file has no more than ${rows.length} rows: all were taken.`]
              : [];
          return finish(
            NAME,
            [path],
            {
              rows: rows.length,
              outputs: [{ path: out, rows: taken.length, content: select(taken) }],
              leftOut: { rows: rows.length - taken.length, why: 'not drawn' },
              notes: [...tooFew, ...blankNotes(table), ...brokenNotes(table, 'as likely to be drawn')],
            },
            values,
            io,
          );
        },
      );
    }),
};
