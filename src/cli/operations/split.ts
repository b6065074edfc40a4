/** `tunewright split`: a dataset in files for training, validation and testing. */
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { besidePath } from '../../common/besidePath.ts';
import { errors } from '../../common/errors.ts';
import { writeError } from '../../common/files.ts';
import { countOf, parseAmount } from '../../dataset/operations/amount.ts';
import { promptKey } from '../../dataset/operations/keys.ts';
import { splitRows, type Sides } from '../../dataset/operations/split.ts';
import { FLAGS_HELP, SEED, seedOf, READING, READING_HELP, readingOf } from './common.ts';
import { fileCommand } from './fileCommand.ts';
import { blankNotes, brokenNotes } from './tableFile.ts';

const USAGE = `Usage: tunewright split FILE [options]

Writes FILE.train and FILE.validation (and FILE.test) beside the file. Which rows are kept back depends on the seed and on
what the rows say, not on where they stand. Equal rows, and rows that ask the same, are never on both sides. Their bytes
and their order stay as they are.

  --validation AMOUNT  a share (0.1 or 10%) or a count (200) of the rows (default: 0.1)
  --test AMOUNT        a third file, for the very end
  --seed N             the same seed keeps the same rows back (default: 0)
  --out FOLDER         where the files go (default: beside the file)
${READING_HELP}${FLAGS_HELP}`;

export const split = fileCommand({
  name: 'split',
  summary: 'split a dataset into training, validation and test files',
  usage: USAGE,
  flags: { ...SEED, ...READING, validation: { type: 'string' }, test: { type: 'string' } },
  plan: (path, values) => {
    const validation = parseAmount(values.validation ?? '0.1', '--validation');
    const test = values.test === undefined ? undefined : parseAmount(values.test, '--test');
    const seed = seedOf(values);
    const keyOf = promptKey(readingOf(values));
    const keys: string[] = [];
    return {
      visit: (row) => (keys[row.index] = keyOf(row)),
      outcome: async ({ table, rows, select }) => {
        const held = [validation, ...(test === undefined ? [] : [test])];
        if (rows.length === 0) throw errors.nothingToWrite(path, 'has no rows');
        if (rows.length <= held.length) throw errors.splitTooFew(path, rows.length, held.length + 1);
        const nHeld = held.reduce((sum, each) => sum + countOf(each, rows.length), 0);
        if (nHeld >= rows.length) throw errors.splitTooLarge(path, rows.length, nHeld);
        const sides = splitRows(rows, (row) => keys[row] ?? '', { validation, test }, seed);
        if (sides.validation.length === 0 || sides.train.length === 0) throw errors.splitOneSided(path);
        if (values.out !== undefined && values['dry-run'] !== true) await makeFolder(values.out);
        const pathOf = (side: keyof Sides): string =>
          besidePath(values.out === undefined ? path : join(values.out, basename(path)), side);
        const names = ['train', 'validation', ...(test === undefined ? [] : ['test' as const])] as const;
        const outputs = names.map((side) => ({
          path: pathOf(side),
          rows: sides[side].length,
          what: side,
          content: select(sides[side]),
        }));
        const notes = [...blankNotes(table), ...brokenNotes(table, 'split with the others')];
        return { rows: rows.length, outputs, notes };
      },
    };
  },
});

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw writeError(path, error);
  });
}
