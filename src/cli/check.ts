/** `tunewright check`: what is wrong in datasets, for people and for programs. */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, errors, UserError } from '../common/errors.ts';
import { printableLine } from '../common/printable.ts';
import { PRODUCT } from '../common/product.ts';
import { FORMAT_IDS, type FormatId } from '../dataset/formats.ts';
import { formatColumns } from '../dataset/columns.ts';
import { requireFile } from '../dataset/lines.ts';
import type { Problem } from '../dataset/problem.ts';
import { checkFile, type FileSummary } from '../rules/checkFile.ts';
import type { CheckOptions } from '../rules/datasetCheck.ts';
import { parseRuleLevels } from '../rules/ruleSettings.ts';
import type { BriefFile } from '../dataset/brief/find.ts';
import { parseColumns } from '../recipe/columns.ts';
import { BRIEF_HELP, briefChoice } from './briefChoice.ts';
import type { CliCommand, CliIo } from './command.ts';
import { parseTargets, TARGET_NAMES } from './targets.ts';

const USAGE = `Usage: ${PRODUCT.command} check FILE… [--json] [--columns COLUMN=FIELD,…] [--format ID] [--rules CODE=LEVEL,…] [--target NAME,…]
       [--brief FILE | --no-brief]

Checks datasets (JSONL, a JSON array, either with .gz) and names every problem with its place.

  --json                    print one JSON object instead of lines of text
  --columns COLUMN=FIELD,…  read own columns, such as question=instruction,answer=output
  --format ID               instead of detection: ${FORMAT_IDS.join(', ')}
  --rules CODE=LEVEL,…      make a rule's problems an error, a warning or information, or turn it off
  --target NAME,…           also what these trainers refuse, ignore or skip: ${TARGET_NAMES}
  --brief FILE              check against this brief, instead of the one beside each file (${BRIEF_HELP})
  --no-brief                check against no brief

Exit code: 0 without errors, 1 with errors, 2 on misuse.
`;

export const check: CliCommand = {
  name: 'check',
  summary: 'check datasets and name every problem',
  usage: USAGE,
  async run(args, io) {
    const { files, options, isJson, briefOf } = parse(args);
    // Before anything is printed.
    for (const path of files) await asMisuse(requireFile(path));
    const briefs = await asMisuse(Promise.all(files.map(briefOf)));
    let nErrors = 0;
    if (isJson) io.stdout('{"files":[');
    for (const [i, path] of files.entries()) {
      const write = isJson ? jsonWriter(path, i === 0, io) : textWriter(path, io);
      const brief = briefs[i];
      const summary = await checkOne(path, { ...options, ...(brief === undefined ? {} : { brief }) }, (problems) => {
        write.problems(problems);
        return io.drained();
      });
      write.end(summary, brief);
      nErrors += summary.counts.errors;
    }
    if (isJson) io.stdout(']}\n');
    return nErrors > 0 ? 1 : 0;
  },
};

/** Up to this many problems of a file come in file order; of more, those of the whole file come last. */
const MAX_SORTED = 20_000;

async function checkOne(
  path: string,
  options: CheckOptions,
  write: (problems: Problem[]) => Promise<void>,
): Promise<FileSummary> {
  let waiting: Problem[] | undefined = [];
  const batches = checkFile(path, options);
  for (;;) {
    const { value, done } = await asMisuse(batches.next());
    if (done === true) {
      if (waiting !== undefined) await write(waiting.sort(byPlace));
      return value;
    }
    if (waiting === undefined) await write(value);
    else {
      for (const problem of value) waiting.push(problem);
      if (waiting.length < MAX_SORTED) continue;
      await write(waiting.sort(byPlace));
      waiting = undefined;
    }
  }
}

/** A path that cannot be read is misuse here: nothing was checked. */
function asMisuse<T>(reading: Promise<T>): Promise<T> {
  return reading.catch((error: unknown) => {
    throw error instanceof UserError ? errors.usage(error.message, error.next) : error;
  });
}

const byPlace = ({ range: a }: Problem, { range: b }: Problem): number =>
  a.startLine - b.startLine || a.startColumn - b.startColumn;

type Writer = {
  problems: (problems: readonly Problem[]) => void;
  end: (summary: FileSummary, brief: BriefFile | undefined) => void;
};

function textWriter(path: string, io: CliIo): Writer {
  return {
    problems: (problems) => {
      const lines = problems.map(
        ({ code, severity, message, range }) =>
          `${path}:${range.startLine + 1}:${range.startColumn + 1}: ${severity} ${code}: ${printableLine(message)}\n`,
      );
      if (lines.length > 0) io.stdout(lines.join(''));
    },
    end: ({ counts, format, nRows, suggestedColumns }, brief) => {
      const numbers = [
        amount(nRows, 'row', 'rows'),
        amount(counts.errors, 'error', 'errors'),
        amount(counts.warnings, 'warning', 'warnings'),
        amount(counts.information, 'note', 'notes'),
        ...(brief === undefined ? [] : [`brief ${basename(brief.path)}`]),
      ];
      const hint =
        suggestedColumns === undefined ? '' : `  Try: --columns ${printableLine(formatColumns(suggestedColumns))}\n`;
      io.stdout(`${path}: ${format}, ${numbers.join(', ')}\n${hint}`);
    },
  };
}

const amount = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** The stable form: lines and columns from 1, columns in UTF-16 units, ends exclusive. */
function jsonWriter(path: string, isFirst: boolean, io: CliIo): Writer {
  let separator = '';
  io.stdout(`${isFirst ? '' : ','}{"path":${JSON.stringify(path)},"problems":[`);
  return {
    problems: (problems) => {
      if (problems.length === 0) return;
      io.stdout(separator + problems.map((problem) => JSON.stringify(problemJson(problem))).join(','));
      separator = ',';
    },
    end: ({ format, nRows, counts, suggestedColumns }, brief) => {
      const facts = {
        format,
        rows: nRows,
        counts,
        ...(brief === undefined ? {} : { brief: brief.path }),
        ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
      };
      io.stdout(`],${JSON.stringify(facts).slice(1)}`);
    },
  };
}

const problemJson = ({ code, severity, message, range, related }: Problem): object => ({
  code,
  severity,
  message,
  ...place(range),
  ...(related === undefined
    ? {}
    : { related: related.map((other) => ({ message: other.message, ...place(other.range) })) }),
});

const place = ({ startLine, startColumn, endLine, endColumn }: Problem['range']): object => ({
  line: startLine + 1,
  column: startColumn + 1,
  endLine: endLine + 1,
  endColumn: endColumn + 1,
});

type Parsed = {
  files: string[];
  options: CheckOptions;
  isJson: boolean;
  briefOf: (path: string) => Promise<BriefFile | undefined>;
};

function parse(args: string[]): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        columns: { type: 'string' },
        format: { type: 'string' },
        rules: { type: 'string' },
        target: { type: 'string' },
        brief: { type: 'string' },
        'no-brief': { type: 'boolean' },
      },
    });
    if (positionals.length === 0) throw errors.usage('No file is named.', HELP);
    const options: CheckOptions = {
      ...(values.columns === undefined ? {} : { columns: parseColumns(values.columns) }),
      ...(values.format === undefined ? {} : { format: parseFormat(values.format) }),
      ...(values.rules === undefined ? {} : { rules: parseRuleLevels(values.rules) }),
      ...(values.target === undefined ? {} : { targets: parseTargets(values.target).map(({ id }) => id) }),
    };
    const briefOf = briefChoice({ path: values.brief, none: values['no-brief'] ?? false });
    return { files: positionals, options, isJson: values.json ?? false, briefOf };
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
