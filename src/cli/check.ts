/** `tunewright check`: what is wrong in datasets, for people and for programs. */
import { basename } from 'node:path';
import { formatAmount } from '../common/amount.ts';
import { printableLine } from '../common/printable.ts';
import { formatColumns } from '../dataset/columns.ts';
import { requireFile } from '../dataset/lines.ts';
import type { Problem } from '../dataset/problem.ts';
import { checkFile, type FileCheckOptions, type FileSummary, type TokenSource } from '../rules/checkFile.ts';
import type { BriefFile } from '../dataset/brief/find.ts';
import { openBaseTokens } from '../processes/baseTokens.ts';
import { CHECK_USAGE, parseCheckOptions } from './checkOptions.ts';
import type { CliCommand, CliIo } from './command.ts';
import { asMisuse } from './parse.ts';

export const check: CliCommand = {
  name: 'check',
  summary: 'check datasets and name every problem',
  usage: CHECK_USAGE,
  async run(args, io) {
    const { files, options, isJson, briefOf, base, maxLength } = parseCheckOptions(args);
    // Before anything is printed.
    for (const path of files) await asMisuse(requireFile(path));
    const briefs = await asMisuse(Promise.all(files.map(briefOf)));
    const tokens = base === undefined ? undefined : await asMisuse(openBaseTokens(base, maxLength));
    const source: TokenSource | undefined =
      tokens === undefined ? undefined : (rows) => tokens.pool.facts(rows, tokens.maxLength);
    let nErrors = 0;
    if (isJson) io.stdout('{"files":[');
    for (const [i, path] of files.entries()) {
      const write = isJson ? jsonWriter(path, i === 0, io) : textWriter(path, io);
      const brief = briefs[i];
      const given: FileCheckOptions = {
        ...options,
        ...(brief === undefined ? {} : { brief }),
        ...(source === undefined ? {} : { tokens: source }),
      };
      const summary = await checkOne(path, given, (problems) => {
        write.problems(problems);
        return io.drained();
      });
      write.end(summary, brief);
      nErrors += summary.counts.errors;
    }
    tokens?.pool.dispose();
    if (isJson) io.stdout(']}\n');
    return nErrors > 0 ? 1 : 0;
  },
};

/** Up to this many problems of a file come in file order; of more, those of the whole file come last. */
const MAX_SORTED = 20_000;

async function checkOne(
  path: string,
  options: FileCheckOptions,
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
        suggestedColumns !== undefined
          ? `  Try: --columns ${printableLine(formatColumns(suggestedColumns))}\n`
          : format === 'unknown' && /\.[ct]sv$/i.test(path)
            ? `  A table is no dataset yet. Try: tunewright import ${printableLine(path)}\n`
            : '';
      io.stdout(`${path}: ${format}, ${numbers.join(', ')}\n${hint}`);
    },
  };
}

const amount = (n: number, one: string, many: string): string => `${formatAmount(n)} ${n === 1 ? one : many}`;

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
      const { errors: nErrors, warnings, information, byCode } = counts;
      const facts = {
        format,
        rows: nRows,
        counts: { errors: nErrors, warnings, information, byCode },
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
