/** `tunewright brief`: what a brief says, what is wrong with it, how the rows are spread over its tasks, and its system prompt. */
import { printableLine } from '../common/printable.ts';
import { errors, UserError } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';
import type { TaskCoverage } from '../dataset/brief/coverage.ts';
import { findBrief, readBriefFile, type BriefFile } from '../dataset/brief/find.ts';
import { BRIEF_ENDING, newBriefPath } from '../dataset/brief/names.ts';
import { systemPromptOf } from '../dataset/brief/systemPrompt.ts';
import { requireFile } from '../dataset/lines.ts';
import { checkFile } from '../rules/checkFile.ts';
import { BRIEF_HELP } from './briefChoice.ts';
import { briefLines } from './briefText.ts';
import type { CliCommand } from './command.ts';
import { parseOptions, parseOwnColumns } from './parse.ts';

const USAGE = `Usage: ${PRODUCT.command} brief FILE [--system-prompt] [--json] [--columns COLUMN=FIELD,…]

Prints what was decided for a dataset: its tasks, tone and what is unacceptable. FILE is a brief (NAME${BRIEF_ENDING}), or a dataset: then its
brief is the one beside it (${BRIEF_HELP}), and the rows of each task are counted.

  --system-prompt           print the system prompt that is made from the brief, and nothing else
  --json                    print one JSON object
  --columns COLUMN=FIELD,…  read own columns of the dataset, such as question=instruction,answer=output

Exit code: 0, 1 if the brief has problems, 2 on misuse.
`;

export const briefCommand: CliCommand = {
  name: 'brief',
  summary: 'print a brief: tasks and their rows, tone, what is unacceptable, system prompt',
  usage: USAGE,
  async run(args, io) {
    const { values, positionals } = parseOptions('brief', {
      args,
      allowPositionals: true,
      options: { 'system-prompt': { type: 'boolean' }, json: { type: 'boolean' }, columns: { type: 'string' } },
    });
    const [path, ...others] = positionals;
    if (path === undefined || others.length > 0)
      throw errors.usage('Name one file.', `Run "${PRODUCT.command} brief --help".`);
    const columns = values.columns === undefined ? {} : { columns: parseOwnColumns(values.columns) };
    const { brief, coverage } = await read(path, columns, values['system-prompt'] !== true);
    for (const { message, range } of brief.problems)
      if (values.json !== true)
        io.stderr(`${brief.path}:${range.startLine + 1}:${range.startColumn + 1}: error: ${printableLine(message)}\n`);
    for (const { message, range } of brief.brief === undefined ? [] : (brief.notes ?? []))
      if (values.json !== true)
        io.stderr(
          `${brief.path}:${range.startLine + 1}:${range.startColumn + 1}: information: ${printableLine(message)}\n`,
        );
    if (values.json === true) io.stdout(`${JSON.stringify(toJson(brief, coverage))}\n`);
    else if (brief.brief !== undefined && values['system-prompt'] === true)
      io.stdout(`${systemPromptOf(brief.brief)}\n`);
    else if (brief.brief !== undefined) io.stdout(briefLines(brief.path, brief.brief, coverage));
    return brief.problems.length > 0 ? 1 : 0;
  },
};

type Read = { brief: BriefFile; coverage?: TaskCoverage };

async function read(path: string, options: { columns?: Record<string, string> }, counts: boolean): Promise<Read> {
  try {
    if (path.endsWith(BRIEF_ENDING)) return { brief: await readBriefFile(path) };
    await requireFile(path);
    const brief = await findBrief(path, process.cwd());
    if (brief === undefined) throw errors.noBrief(path, newBriefPath(path));
    if (brief.brief === undefined || !counts) return { brief };
    const batches = checkFile(path, { ...options, brief });
    for (;;) {
      const { value, done } = await batches.next();
      if (done === true) return { brief, ...(value.coverage === undefined ? {} : { coverage: value.coverage }) };
    }
  } catch (error) {
    throw error instanceof UserError ? errors.usage(error.message, error.next) : error;
  }
}

function toJson({ path, brief, problems }: BriefFile, coverage: TaskCoverage | undefined): object {
  return {
    path,
    ...(brief === undefined ? {} : { brief, systemPrompt: systemPromptOf(brief) }),
    problems: problems.map(({ message, range }) => ({
      message,
      line: range.startLine + 1,
      column: range.startColumn + 1,
      endLine: range.endLine + 1,
      endColumn: range.endColumn + 1,
    })),
    ...(coverage === undefined
      ? {}
      : {
          coverage: {
            rows: coverage.nRows,
            withoutTask: coverage.nNone,
            unknownTask: coverage.nUnknown,
            unread: coverage.nUnread,
            tasks: coverage.tasks.map(({ task, nRows, share, nWanted }) => ({
              id: task.id,
              rows: nRows,
              share,
              ...(task.share === undefined ? {} : { target: task.share }),
              missingRows: nWanted,
            })),
          },
        }),
  };
}
