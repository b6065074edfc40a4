/** `tunewright merge`: the rows of several datasets in one file. */
import { errors } from '../../common/errors.ts';
import { NO_COLUMNS } from '../../dataset/columns.ts';
import { detectFormat, SAMPLE_ROWS, type Guess } from '../../dataset/detect.ts';
import { arrayBytes, linesBytes, styleOf } from '../../dataset/operations/relayout.ts';
import type { ReadOptions } from '../../dataset/read.ts';
import { readRow } from '../../dataset/row.ts';
import type { CliCommand } from '../command.ts';
import { parseOptions } from '../parse.ts';
import { asideOf, REMOVED, REMOVED_HELP } from './aside.ts';
import { bytesAfterEnd } from './toJsonl.ts';
import { amount, finish, FLAGS, FLAGS_HELP, orderly, READING, READING_HELP, readingOf } from './common.ts';
import { blankNotes, brokenNotes, openTable, type TableFile, type Visit } from './tableFile.ts';

const NAME = 'merge';
const USAGE = `Usage: tunewright merge FILE FILE… --out FILE [options]

Writes the rows of several files, one file after the other: as a JSON array if --out ends with .json, else one a line. Rows
stay as they are written; line ends are those of the first file.

  --out FILE           the result
  --mixed              merge files of different formats, too
${REMOVED_HELP.replace('to a file;', 'to a file (only for an array);')}${READING_HELP}${FLAGS_HELP}`;

export const merge: CliCommand = {
  name: NAME,
  summary: 'merge datasets into one',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const { values, positionals } = parseOptions(NAME, {
        args,
        options: { ...FLAGS, ...READING, ...REMOVED, mixed: { type: 'boolean' } },
        allowPositionals: true,
      });
      const out = values.out;
      if (positionals.length < 2 || out === undefined)
        throw errors.usage('Two or more files and --out are needed.', 'Run "tunewright merge --help" for its options.');
      const files: { path: string; file: TableFile; format: string }[] = [];
      try {
        for (const path of positionals) {
          const { visit, format } = formatSeen(readingOf(values));
          const file = await openTable(path, io.signal, visit);
          files.push({ path, file, format: format() });
        }
        const withRows = files.filter(({ file }) => file.rows.length > 0);
        const [first] = withRows;
        if (first === undefined) throw errors.nothingToWrite(positionals.join(' and '), 'have no rows');
        if (values.mixed !== true && withRows.some(({ format }) => format !== first.format))
          throw errors.formatsDiffer(withRows);
        for (const { path, file } of files) {
          const nAfter = bytesAfterEnd(file.table);
          if (nAfter > 0) throw errors.afterArray(path, nAfter);
        }
        const isArray = /\.json(?:\.gz)?$/i.test(out);
        const aside = isArray ? asideOf(files, values.removed) : [];
        const parts = files.map(({ file }) =>
          isArray ? { ...file, rows: file.rows.filter((row) => !file.broken.has(row)) } : file,
        );
        const style = styleOf(first.file);
        const sum = (of: (file: TableFile) => number): number => files.reduce((n, { file }) => n + of(file), 0);
        return await finish(
          NAME,
          positionals,
          {
            rows: sum(({ rows }) => rows.length),
            outputs: [
              ...aside,
              {
                path: out,
                rows: parts.reduce((n, { rows }) => n + rows.length, 0),
                content: isArray ? arrayBytes(parts, style) : linesBytes(parts, style),
              },
            ],
            notes: [
              ...files.map(({ path, file, format }) => `${path}: ${amount(file.rows.length, 'row')}, ${format}.`),
              ...blankNotes({ nBlank: sum(({ table }) => table.nBlank) }),
              ...brokenNotes(
                { nBroken: isArray ? 0 : sum(({ table }) => table.nBroken), nRuns: 0 },
                'merged as written',
              ),
            ],
          },
          values,
          io,
        );
      } finally {
        for (const { file } of files) file.close();
      }
    }),
};

/** The format that was given, or that of the first of the rows that `visit` is shown, as everywhere. */
function formatSeen({ columns = NO_COLUMNS, format: given }: ReadOptions): { visit: Visit; format: () => string } {
  if (given !== undefined) return { visit: () => undefined, format: () => given };
  const guesses: Guess[] = [];
  return {
    visit: ({ text }) => {
      const { guess } = guesses.length < SAMPLE_ROWS ? readRow(text, columns) : {};
      if (guess !== undefined) guesses.push(guess);
    },
    format: () => {
      const format = detectFormat(guesses);
      return format === 'unknown' ? 'of no known format' : format;
    },
  };
}
