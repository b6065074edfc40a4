/** Datasets, and commands on them. */
import { PRODUCT } from '../product.ts';
import { UserError } from './userError.ts';

export const datasetErrors = {
  notServed: () =>
    new UserError(
      'not-served',
      'This document is not checked as a dataset.',
      'Open a JSONL dataset of up to 50 MB; "Check Dataset" reads larger ones from disk.',
    ),
  datasetIsFolder: (path: string) =>
    new UserError('dataset-is-folder', `${path} is a folder.`, 'Name a JSONL or JSON file in it.'),
  datasetTooLarge: (path: string, cause: unknown) =>
    new UserError(
      'dataset-too-large',
      `${path} is one JSON array too large to be read at once.`,
      'Convert it to JSONL (one row a line): files of any size are read line by line.',
      { cause },
    ),
  nothingToWrite: (path: string, what: string) =>
    new UserError('nothing-to-write', `${path} ${what}: there is nothing to write.`, 'Choose another file.'),
  fieldNotFound: (path: string, field: string) =>
    new UserError(
      'field-not-found',
      `No row of ${path} has the field "${field}".`,
      'Check its name; a.b is b within a.',
    ),
  notLosses: (path: string) =>
    new UserError(
      'not-losses',
      `${path} holds no losses of rows.`,
      'Make it with "tunewright eval --dataset FILE --json" and a run or base model.',
    ),
  lossesOfOther: (path: string, dataset: string) =>
    new UserError(
      'losses-of-other',
      `${path} has losses of rows that ${dataset} does not have: they are of another file, or of an older state of it.`,
      'Run "tunewright eval --json" on it again.',
    ),
  splitTooLarge: (path: string, nRows: number, nHeld: number) =>
    new UserError(
      'split-too-large',
      `${path} has ${nRows} rows: with ${nHeld} kept back none would be left for training.`,
      'Ask for smaller shares.',
    ),
  splitTooFew: (path: string, nRows: number, nSides: number) =>
    new UserError(
      'split-too-few',
      `${path} has ${nRows === 1 ? '1 row' : `${nRows} rows`}, and a split into ${nSides} files needs at least ${nSides}.`,
      'Add rows.',
    ),
  splitOneSided: (path: string) =>
    new UserError(
      'split-one-sided',
      `${path} cannot be split: all its rows are equal or ask the same, and such rows stay on one side.`,
      'Add rows that ask something else.',
    ),
  formatsDiffer: (files: readonly { path: string; format: string }[]) =>
    new UserError(
      'formats-differ',
      `The files are not of one format (${files.map(({ path, format }) => `${path} is ${format}`).join(', ')}), and a trainer takes only one a file.`,
      'Convert them to one format first, or merge them as they are with --mixed.',
    ),
  csvEncoding: (path: string, line: number, column: number, guess: string) =>
    new UserError(
      'csv-encoding',
      `${path} is not UTF-8: line ${line}, column ${column} has other bytes; it may be ${guess}.`,
      'Save it as UTF-8 (spreadsheets call it "CSV UTF-8"), then import it.',
    ),
  csvQuote: (path: string, line: number) =>
    new UserError(
      'csv-quote',
      `A quote in the row at line ${line} of ${path} is never closed.`,
      'Close it; a quote within a quoted cell is written twice.',
    ),
  csvHeader: (path: string, problem: string) =>
    new UserError('csv-header', `The first line of ${path} ${problem}.`, 'Give each column a name of its own.'),
  csvColumn: (path: string, column: string, names: readonly string[]) =>
    new UserError(
      'csv-column',
      `${path} has no column "${column}".`,
      `Its columns are ${names.filter(Boolean).join(', ')}.`,
    ),
  csvColumns: (path: string, names: readonly string[]) =>
    new UserError(
      'csv-columns',
      `The columns of ${path} (${names.filter(Boolean).join(', ')}) fit no known format.`,
      'Name their fields: --columns COLUMN=instruction,COLUMN=output.',
    ),
  notAnArray: (path: string, lists: readonly string[]) => {
    const [list] = lists;
    return list === undefined
      ? new UserError(
          'not-an-array',
          `${path} is no JSON array: its rows are lines already.`,
          'Choose a JSON file that starts with [.',
        )
      : new UserError(
          'not-an-array',
          `${path} is one JSON object, and its rows seem to be the list under "${list}".`,
          'Keep only that list in the file, from its [ to its ], and try again.',
        );
  },
  isAnArray: (path: string) =>
    new UserError('is-an-array', `${path} is a JSON array already.`, 'Choose a file with one row a line.'),
  afterArray: (path: string, nBytes: number) =>
    new UserError(
      'after-array',
      `${path} goes on for ${nBytes} bytes after the closing bracket of its list: they would be lost.`,
      'Run "tunewright check" on it for the place, and mend it first.',
    ),
  rowsBroken: (path: string, nRows: number, next: string) =>
    new UserError(
      'rows-broken',
      `${path} has ${nRows === 1 ? 'a row that is' : `${nRows} rows that are`} not valid JSON.`,
      next,
    ),
  conversionImpossible: (path: string, from: string, to: string, reason: string) =>
    new UserError(
      'conversion-impossible',
      `${path} has ${from} rows, which cannot become ${to}.`,
      `${reason} Choose another format with --to.`,
    ),
  targetReadsNot: (target: string, format: string, formats: readonly string[]) =>
    new UserError(
      'target-reads-not',
      `${target} does not read ${format} rows.`,
      `Write one of its formats with --to: ${formats.join(', ')}.`,
    ),
  conversionLoses: (path: string, what: readonly string[]) =>
    new UserError(
      'conversion-loses',
      `Converting ${path} would lose something, so nothing was written: ${what.join(' ')}`,
      'Convert all the same with --accept-loss.',
    ),
  newFileExists: (path: string) =>
    new UserError('file-exists', `${path} is there already; nothing was written.`, 'Choose another name or folder.'),
  noBrief: (dataset: string, path: string) =>
    new UserError(
      'no-brief',
      `${dataset} has no brief.`,
      `Write one as ${path}, or run "${PRODUCT.command} new" for a dataset that begins with one.`,
    ),
  briefNeedsFile: (name: string) =>
    new UserError('brief-needs-file', `${name} is not saved yet: a brief stands beside a file.`, 'Save it first.'),
  briefInvalid: (place: string, message: string) =>
    new UserError('brief-invalid', `The brief cannot be used: ${place}: ${message}`, 'Mend it and try again.'),
  formatNotKnown: (path: string, columns: Readonly<Record<string, string>> | undefined) =>
    new UserError(
      'format-unknown',
      `The format of ${path} is not known.`,
      columns === undefined
        ? 'Run "tunewright check" on it, or name the columns with --columns.'
        : `Its columns look like --columns ${Object.entries(columns)
            .map((pair) => pair.join('='))
            .join(',')}.`,
    ),
  noDataset: () =>
    new UserError('no-dataset', 'No dataset is chosen.', 'Open a JSONL file with instruction data, then try again.'),
  documentChanged: (name: string) =>
    new UserError(
      'document-changed',
      `${name} was changed meanwhile: nothing was done to it.`,
      'Run the command again.',
    ),
  notSaved: (name: string) =>
    new UserError('not-saved', `${name} has no folder yet in which files could be made.`, 'Save it, then try again.'),
  rowNotFound: (path: string, row: number, nRows: number, isBlank: boolean) =>
    new UserError(
      'row-not-found',
      isBlank ? `Row ${row} of ${path} is empty.` : `${path} has no row ${row}: it has ${nRows}.`,
      'Rows are the lines of a JSONL file or the elements of a JSON array, from 1.',
    ),
  rowUnusable: (path: string, row: number, code: string, reason: string, next: string) =>
    new UserError('row-unusable', `Row ${row} of ${path} cannot be trained on (${code}): ${reason}`, next),
} as const;
