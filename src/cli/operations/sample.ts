/** `tunewright sample`: some rows of a dataset, drawn with a seed. */
import { errors } from '../../common/errors.ts';
import { countOf, parseAmount } from '../../dataset/operations/amount.ts';
import { sampled } from '../../dataset/operations/order.ts';
import { FLAGS_HELP, resultPath, SEED, seedOf } from './common.ts';
import { fileCommand } from './fileCommand.ts';
import { blankNotes, brokenNotes } from './tableFile.ts';

const USAGE = `Usage: tunewright sample FILE --rows AMOUNT [options]

Draws rows, each as likely as any other, and writes them in the order of the file. Their bytes stay as they are.

  --rows AMOUNT        a share (0.1 or 10%) or a count (200)
  --seed N             the same seed draws the same rows (default: 0)
  --out FILE           the result (default: FILE.sample beside it)
${FLAGS_HELP}`;

export const sample = fileCommand({
  name: 'sample',
  summary: 'draw some rows of a dataset at random',
  usage: USAGE,
  flags: { ...SEED, rows: { type: 'string' } },
  plan: (source, values) => {
    if (values.rows === undefined)
      throw errors.usage('How many rows are wanted?', 'Add --rows with a share (0.1 or 10%) or a count (200).');
    const wanted = parseAmount(values.rows, '--rows');
    const path = resultPath(source, 'sample', values);
    const seed = seedOf(values);
    return {
      outcome: ({ table, rows, select }) => {
        if (rows.length === 0) throw errors.nothingToWrite(source, 'has no rows');
        const taken = sampled(rows, countOf(wanted, rows.length), seed);
        const tooFew =
          'count' in wanted && wanted.count > rows.length
            ? [`The file has no more than ${rows.length} rows: all were taken.`]
            : [];
        return {
          rows: rows.length,
          outputs: [{ path, rows: taken.length, content: select(taken) }],
          leftOut: { rows: rows.length - taken.length, why: 'not drawn' },
          notes: [...tooFew, ...blankNotes(table), ...brokenNotes(table, 'as likely to be drawn')],
        };
      },
    };
  },
});
