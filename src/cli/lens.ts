/** `tunewright lens`: one row as the trainer sees it, token by token. */
import { parseArgs } from 'node:util';
import { describeError, errors, UserError } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';
import { formatColumns } from '../dataset/columns.ts';
import { readDatasetFile, type Dataset, type DatasetRow } from '../dataset/read.ts';
import { samplesOf } from '../dataset/samples.ts';
import type { Sample } from '../dataset/sample.ts';
import { encodeRow, type EncodedRow } from '../prompt/encodeRow.ts';
import { loadTemplate } from '../prompt/template.ts';
import { loadTokenizer } from '../prompt/tokenizer.ts';
import { truncate } from '../prompt/truncate.ts';
import { rowRanges } from '../rules/rowRanges.ts';
import { parseOwnColumns } from './parse.ts';
import type { CliCommand } from './command.ts';
import { lensText, type LensFacts } from './lensText.ts';
import { MODEL_FLAGS, MODEL_SYNOPSIS, MODEL_USAGE, resolvePromptSource, type ModelFlagValues } from './modelOptions.ts';

const USAGE = `Usage: ${PRODUCT.command} lens FILE --row N ${MODEL_SYNOPSIS} [options]

Shows a row of a dataset as it is trained: which text counts in the loss, which is context, which is cut off.

  --row N                   the row: a line of a JSONL file, an element of a JSON array, from 1
${MODEL_USAGE}  --columns COLUMN=FIELD,…  read own columns, such as question=instruction,answer=output
  --max-length N            cut the row to N tokens [with --run: as in the run; else no cut]
  --json                    print one JSON object: ids, supervised (0 or 1), pieces, offsets, source and counts

A piece is the text of a token; tokens that share one character all show that character. Its source is where that text
is written in FILE, [[line, column], [line, column]] from 1, the end not included; null for what the template wrote.
`;

export const lens: CliCommand = {
  name: 'lens',
  summary: 'show which tokens of a row are trained',
  usage: USAGE,
  async run(args, io) {
    const { file, row, values, columns, maxLength, isJson } = parse(args);
    const source = await resolvePromptSource(values, HELP);
    const dataset = await readDatasetFile(file, columns === undefined ? {} : { columns: parseOwnColumns(columns) });
    const { sample, found } = sampleAt(dataset, row);
    const tokenizer = await loadTokenizer(source.folder);
    const template = await loadTemplate(source.folder, { tokenizer, now: source.now });
    try {
      const { format, columns: named } = dataset;
      const rowSource = { text: found.text, value: found.value!, format, columns: named };
      const whole = await encodeRow(rowSource, sample, tokenizer, template);
      const facts: LensFacts = {
        ...truncate(whole, maxLength ?? source.recipe.maxLength ?? Math.max(1, whole.ids.length)),
        path: file,
        row,
        template: { kind: template.kind, hash: template.hash },
      };
      io.stdout(isJson ? `${JSON.stringify(toJson(facts, found, whole))}\n` : lensText(facts, usesColour()));
      return 0;
    } finally {
      template.dispose();
    }
  },
};

/** The row's sample. Throws UserError `row-not-found` or `row-unusable`. */
function sampleAt(dataset: Dataset, row: number): { sample: Sample; found: DatasetRow } {
  const found = dataset.rows.find((candidate) => candidate.row === row);
  const nRows = dataset.rows.at(-1)?.row ?? 0;
  if (found === undefined) throw errors.rowNotFound(dataset.path, row, nRows, row <= nRows);
  const { samples, skipped } = samplesOf({ ...dataset, rows: [found] });
  const reason = skipped[0];
  const { suggestedColumns } = dataset;
  const next =
    suggestedColumns === undefined
      ? `Run "${PRODUCT.command} check" for the exact place.`
      : `Try --columns ${formatColumns(suggestedColumns)}.`;
  if (reason !== undefined) throw errors.rowUnusable(dataset.path, row, reason.code, reason.reason, next);
  return { sample: samples[0]!.sample, found };
}

function toJson(
  { encoded, nTokensCut, nSupervisedCut, path, row, template }: LensFacts,
  found: DatasetRow,
  { sources }: EncodedRow,
): object {
  const { ids, supervised, offsets, text } = encoded;
  const ranges = Array.from(ids, (_, t): [number, number] => [offsets[2 * t]!, offsets[2 * t + 1]!]);
  const rangeOf = rowRanges();
  return {
    path,
    row,
    ids: [...ids],
    supervised: [...supervised],
    pieces: ranges.map(([start, end]) => text.slice(start, end)),
    offsets: ranges,
    source: ranges.map((_, t) => sourceOf(found, sources[2 * t]!, sources[2 * t + 1]!, rangeOf)),
    text,
    cut: { tokens: nTokensCut, supervised: nSupervisedCut },
    template,
  };
}

type SourceJson = [start: [line: number, column: number], end: [line: number, column: number]];

/** From 1, as people count. */
function sourceOf(
  { text, start }: DatasetRow,
  from: number,
  to: number,
  rangeOf: ReturnType<typeof rowRanges>,
): SourceJson | null {
  if (from === -1) return null;
  const { startLine, startColumn, endLine, endColumn } = rangeOf(text, { start: from, end: to }, start);
  return [
    [startLine + 1, startColumn + 1],
    [endLine + 1, endColumn + 1],
  ];
}

const HELP = `Run "${PRODUCT.command} lens --help".`;

type LensArguments = {
  file: string;
  row: number;
  values: ModelFlagValues;
  columns: string | undefined;
  maxLength: number | undefined;
  isJson: boolean;
};

function parse(args: string[]): LensArguments {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...MODEL_FLAGS,
        row: { type: 'string' },
        columns: { type: 'string' },
        'max-length': { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw errors.usage('Exactly one file must be named.', HELP);
    const row = positive('row', values.row);
    if (row === undefined) throw errors.usage('No row is named.', 'Add --row N.');
    return {
      file,
      row,
      values,
      columns: values.columns,
      maxLength: positive('max-length', values['max-length']),
      isJson: values.json ?? false,
    };
  } catch (error) {
    throw error instanceof UserError ? error : errors.usage(describeError(error), HELP);
  }
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw errors.usage(`--${option} must be a whole number from 1, not "${text}".`, HELP);
  return Number(text);
}

const usesColour = (): boolean => process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '';
