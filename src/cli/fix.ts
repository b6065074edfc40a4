/** `tunewright fix`: the quick fixes of all rules, applied to files. Says what it would do unless it is told where to write. */
import { formatAmount } from '../common/amount.ts';
import { errors } from '../common/errors.ts';
import { createPause } from '../common/pause.ts';
import { printableLine } from '../common/printable.ts';
import { PRODUCT } from '../common/product.ts';
import { openBytes } from '../dataset/byteSource.ts';
import { chooseSafe, type ChooseFix } from '../rules/applyFixes.ts';
import type { CheckOptions } from '../rules/datasetCheck.ts';
import { planFixes, type FixedCode, type PlannedFixes } from '../rules/fixFile.ts';
import { nearDuplicate } from '../rules/nearDuplicate.ts';
import type { Counts } from '../rules/problemCounts.ts';
import { requireRule } from '../rules/ruleSettings.ts';
import type { CliCommand, CliIo } from './command.ts';
import {
  amount,
  checkPaths,
  FLAGS,
  IN_PLACE,
  orderly,
  READING,
  READING_HELP,
  readingOf,
  writeResult,
} from './operations/common.ts';
import { parseOptions } from './parse.ts';

const NAME = 'fix';
const USAGE = `Usage: ${PRODUCT.command} fix FILE… [options]

Makes the quick fixes that change nothing but what is surely meant, and says how many there are of each rule and where. A row that
is an exact repeat of an earlier one is removed, and how many went is said.
Nothing is written without --in-place or --out. All other bytes stay as they are.

  --in-place           change the files themselves
  --out FILE           write the result to a file (of one FILE)
  --code CODE,…        only problems with these codes
  --unsafe-fixes       also make fixes that may not be meant: the first one that is offered for a problem.
                       Those that remove rows, repeats aside, are only made for codes that are named with --code
${READING_HELP}  --dry-run            write nothing, whatever else is said
  --force              write over a file that is there already
  --json               print one JSON object

Of files above 100 MB only fixes within a row are looked for, so that memory stays small.
Exit code: 0 fixed, or nothing to fix; 1 there are fixes that were not made; 2 misuse.
`;

export const fix: CliCommand = {
  name: NAME,
  summary: 'make the quick fixes of all rules',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) => orderly(() => run(args, io)),
};

async function run(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseOptions(NAME, {
    args,
    options: {
      ...{ ...FLAGS, ...IN_PLACE, ...READING },
      code: { type: 'string' },
      'unsafe-fixes': { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const help = `Run "${PRODUCT.command} ${NAME} --help" for its options.`;
  if (positionals.length === 0) throw errors.usage('No file is named.', help);
  const isInPlace = values['in-place'];
  if (isInPlace && values.out !== undefined)
    throw errors.usage('--in-place and --out exclude each other.', 'Give one of them.');
  if (values.out !== undefined && positionals.length > 1)
    throw errors.usage('--out takes the result of one file.', 'Name one file, or write --in-place.');
  const isWritten = (isInPlace || values.out !== undefined) && values['dry-run'] !== true;
  if (values.out !== undefined) await checkPaths(positionals, [{ path: values.out, rows: 0, content: [] }], values);
  const options: CheckOptions = {
    ...readingOf(values),
    // Their fix is never a safe one, and to find them takes longer than all else.
    ...(values.code?.includes(nearDuplicate.code) === true ? {} : { rules: { [nearDuplicate.code]: 'off' } }),
  };
  const choose = chooserOf(values.code, values['unsafe-fixes'] === true);
  const results: object[] = [];
  let nLeft = 0;
  for (const path of positionals) {
    const source = await openBytes(path);
    try {
      const planned = await planFixes(source, options, choose, createPause(io.signal));
      const target = values.out ?? path;
      // A copy is wanted also of a file that has nothing to fix.
      const writes = isWritten && (planned.byCode.size > 0 || values.out !== undefined);
      if (writes) await writeResult(target, planned.content(), io.signal);
      if (!isWritten && planned.byCode.size > 0) nLeft++;
      if (!planned.isFinished) nLeft++;
      const done = { path, target: writes ? target : undefined, planned, isUnsafe: values['unsafe-fixes'] === true };
      if (values.json === true) results.push(jsonOf(done));
      else io.stdout(textOf(done));
    } finally {
      source.close();
    }
  }
  if (values.json === true) io.stdout(`${JSON.stringify({ files: results })}\n`);
  return nLeft > 0 ? 1 : 0;
}

function chooserOf(list: string | undefined, isUnsafe: boolean): ChooseFix {
  const chooseAny: ChooseFix = (problem) =>
    chooseSafe(problem) ??
    (isUnsafe ? problem.fixes?.find(({ removesRows }) => list !== undefined || removesRows !== true) : undefined);
  if (list === undefined) return chooseAny;
  const codes = list.split(',').map((code) => code.trim());
  for (const code of codes) requireRule(code);
  return (problem) => (codes.includes(problem.code) ? chooseAny(problem) : undefined);
}

type Done = { path: string; target: string | undefined; planned: PlannedFixes; isUnsafe: boolean };

const sum = (byCode: ReadonlyMap<string, FixedCode>): number =>
  [...byCode.values()].reduce((n, { fixes }) => n + fixes, 0);

/** Rows that go are said at once: nobody should find out later. */
function removal(byCode: ReadonlyMap<string, FixedCode>, verb: string): string {
  const n = [...byCode.values()].reduce((rows, { removedRows }) => rows + removedRows, 0);
  return n === 0 ? '' : `, ${amount(n, 'row')} ${verb}`;
}

function jsonOf({ path, target, planned: { byCode, left, isFinished } }: Done): object {
  return {
    path,
    written: target ?? null,
    fixes: sum(byCode),
    byCode: Object.fromEntries(byCode),
    left: left === undefined ? null : countsJson(left.counts),
    finished: isFinished,
  };
}

/** Lines and columns from 1, as everywhere in what is printed. */
const countsJson = (counts: Counts): object => ({
  ...counts,
  firstOfCode: Object.fromEntries(
    Object.entries(counts.firstOfCode).map(([code, first]) => [
      code,
      { ...first, line: first.line + 1, column: first.column + 1 },
    ]),
  ),
});

function textOf({ path, target, planned: { byCode, left, isFinished }, isUnsafe }: Done): string {
  const n = sum(byCode);
  const lines = [
    target !== undefined
      ? `${path}: ${amountOfFixes(n)} made${removal(byCode, 'removed')} → ${target}`
      : n === 0
        ? `${path}: nothing to fix`
        : `${path}: ${amountOfFixes(n)} to make${removal(byCode, 'to remove')}; nothing is written without --in-place or --out`,
    ...[...byCode].map(
      ([code, { fixes, lines: at, titles }]) =>
        `  ${code}: ${fixes} at line${fixes === 1 ? '' : 's'} ${listed(at, fixes)} (${titles.join('; ')})`,
    ),
  ];
  if (left === undefined)
    lines.push('  The file is large: only fixes within a row were looked for. Check it to see what is left.');
  else {
    const { errors: nErrors, warnings, information } = left.counts;
    const offered =
      left.fixable > 0 && !isUnsafe ? `; of these ${left.fixable} with a fix to choose (--unsafe-fixes)` : '';
    if (nErrors + warnings + information > 0)
      lines.push(
        `  Left: ${amount(nErrors, 'error')}, ${amount(warnings, 'warning')}, ${amount(information, 'note')}${offered}`,
      );
  }
  if (!isFinished) lines.push('  Some rows have more problems than were fixed in one go: run it again.');
  return lines.map((line) => `${printableLine(line)}\n`).join('');
}

const amountOfFixes = (n: number): string => `${formatAmount(n)} ${n === 1 ? 'fix' : 'fixes'}`;

const SHOWN_LINES = 10;

function listed(lines: readonly number[], n: number): string {
  const shown = [...new Set(lines)].slice(0, SHOWN_LINES);
  return `${shown.join(', ')}${n > SHOWN_LINES ? ', …' : ''}`;
}
