/** `tunewright check`: what is wrong in datasets, for people and for programs. */
import { parseArgs } from 'node:util';
import { describeError, errors, UserError } from '../common/errors.ts';
import { printableLine } from '../common/printable.ts';
import { PRODUCT } from '../common/product.ts';
import { FORMAT_IDS, type FormatId } from '../dataset/formats.ts';
import { readDatasetFile, type ReadOptions } from '../dataset/read.ts';
import { formatColumns } from '../dataset/columns.ts';
import { checkDataset } from '../rules/check.ts';
import type { CheckResult } from '../rules/datasetCheck.ts';
import { parseColumns } from '../recipe/columns.ts';
import type { CliCommand, CliIo } from './command.ts';

const USAGE = `Usage: ${PRODUCT.command} check FILE… [--json] [--columns COLUMN=FIELD,…] [--format ID]

Checks datasets (JSONL, a JSON array, either with .gz) and names every problem with its place.

  --json                    print one JSON object instead of lines of text
  --columns COLUMN=FIELD,…  read own columns, such as question=instruction,answer=output
  --format ID               instead of detection: ${FORMAT_IDS.join(', ')}

Exit code: 0 without errors, 1 with errors, 2 on misuse.
`;

type Checked = { path: string; result: CheckResult };

export const check: CliCommand = {
  name: 'check',
  summary: 'check datasets and name every problem',
  usage: USAGE,
  async run(args, io) {
    const { files, options, isJson } = parse(args);
    const checked: Checked[] = [];
    let nErrors = 0;
    for (const path of files) {
      const result = checkDataset(await read(path, options), options);
      nErrors += result.counts.errors;
      if (isJson) checked.push({ path, result });
      else print({ path, result }, io);
    }
    if (isJson) io.stdout(`${JSON.stringify({ files: checked.map(toJson) })}\n`);
    return nErrors > 0 ? 1 : 0;
  },
};

/** A path that cannot be read is misuse here: nothing was checked. */
async function read(path: string, options: ReadOptions): ReturnType<typeof readDatasetFile> {
  try {
    return await readDatasetFile(path, options);
  } catch (error) {
    throw error instanceof UserError ? errors.usage(error.message, error.next) : error;
  }
}

function parse(args: string[]): { files: string[]; options: ReadOptions; isJson: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, columns: { type: 'string' }, format: { type: 'string' } },
    });
    if (positionals.length === 0) throw errors.usage('No file is named.', HELP);
    const options: ReadOptions = {
      ...(values.columns === undefined ? {} : { columns: parseColumns(values.columns) }),
      ...(values.format === undefined ? {} : { format: parseFormat(values.format) }),
    };
    return { files: positionals, options, isJson: values.json ?? false };
  } catch (error) {
    throw error instanceof UserError ? error : errors.usage(describeError(error), HELP);
  }
}

const HELP = `Run "${PRODUCT.command} check --help".`;

function parseFormat(name: string): FormatId {
  const format = FORMAT_IDS.find((id) => id === name);
  if (format === undefined) throw errors.usage(`There is no format "${name}".`, `Known are ${FORMAT_IDS.join(', ')}.`);
  return format;
}

function print({ path, result }: Checked, io: CliIo): void {
  const { problems, counts, format, nRows, suggestedColumns } = result;
  const lines = problems.map(
    ({ code, severity, message, range }) =>
      `${path}:${range.startLine + 1}:${range.startColumn + 1}: ${severity} ${code}: ${printableLine(message)}\n`,
  );
  const numbers = [
    amount(nRows, 'row', 'rows'),
    amount(counts.errors, 'error', 'errors'),
    amount(counts.warnings, 'warning', 'warnings'),
    amount(counts.information, 'note', 'notes'),
  ];
  const hint =
    suggestedColumns === undefined ? '' : `  Try: --columns ${printableLine(formatColumns(suggestedColumns))}\n`;
  io.stdout(`${lines.join('')}${path}: ${format}, ${numbers.join(', ')}\n${hint}`);
}

const amount = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** The stable form: lines and columns from 1, columns in UTF-16 units, ends exclusive. */
function toJson({ path, result }: Checked): object {
  const { format, nRows, counts, problems, suggestedColumns } = result;
  return {
    path,
    format,
    rows: nRows,
    counts,
    ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
    problems: problems.map(({ code, severity, message, range }) => ({
      code,
      severity,
      message,
      line: range.startLine + 1,
      column: range.startColumn + 1,
      endLine: range.endLine + 1,
      endColumn: range.endColumn + 1,
    })),
  };
}
