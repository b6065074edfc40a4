/** Applies fixes of problems to a file's text, round by round, until there are none left to apply. */
import { layoutOf } from '../dataset/layout.ts';
import { editedFileText, type FileText } from '../dataset/fileText.ts';
import type { Problem, ProblemFix, TextEdit0 } from '../dataset/problem.ts';
import { readDatasetText } from '../dataset/read.ts';
import { NO_COLUMNS } from '../dataset/columns.ts';
import { readRow, type RowFacts } from '../dataset/row.ts';
import { checkDataset } from './check.ts';
import { jsonBlankLine } from './jsonBlankLine.ts';
import { DatasetCheck, JSONL, type CheckOptions, type CheckResult } from './datasetCheck.ts';

/** Which fix of a problem is made, if any. */
export type ChooseFix = (problem: Problem) => ProblemFix | undefined;

/** A fix that was made. `line`: of the file as it was at first, from 0. A blank line that goes is no row. */
export type FixMade = { code: string; title: string; line: number; removesRow: boolean };

export type FixOutcome = {
  file: FileText;
  made: FixMade[];
  /** What is wrong with the file as it is now. */
  left: CheckResult;
  /** False: the bound of rounds was reached, and there are fixes left. */
  isFinished: boolean;
};

/** A fix may bring up the next problem of its row. Rows with more problems than this one after the other are none that people wrote. */
const MAX_ROUNDS = 100;

/** The fixes that change nothing but what is surely meant. */
export const chooseSafe: ChooseFix = ({ fixes }) => fixes?.find(({ isSafe }) => isSafe);

export function applyFixes(file: FileText, path: string, options: CheckOptions, choose: ChooseFix): FixOutcome {
  const made: FixMade[] = [];
  let facts: Map<string, RowFacts> | undefined;
  for (let round = 0; ; round++) {
    const read = readLines(file, options, facts);
    facts = read.known;
    const left = checkLines(file, path, options, read.rows);
    const chosen = round < MAX_ROUNDS ? choosable(file, left.problems, choose) : [];
    if (chosen.length === 0)
      return {
        file,
        made,
        left,
        isFinished: round < MAX_ROUNDS || choosable(file, left.problems, choose).length === 0,
      };
    for (const { code, title, line, removesRows } of chosen)
      made.push({
        code,
        title,
        line: file.origins[line]!,
        removesRow: removesRows === true && code !== jsonBlankLine.code,
      });
    const edited = editedFileText(
      file,
      chosen.flatMap(({ edits }) => edits),
    );
    file = { ...edited, bom: file.bom && !chosen.some(({ removesBom }) => removesBom === true) };
  }
}

type Chosen = ProblemFix & { code: string; line: number };

/** As many as go together: none touches what another one edits. */
function choosable(file: FileText, problems: readonly Problem[], choose: ChooseFix): Chosen[] {
  const claims = new Map<number, [number, number][]>();
  return problems.flatMap((problem) => {
    const fix = choose(problem);
    if (!fix?.edits.every((edit) => isEditable(file, edit))) return [];
    const wanted = fix.edits.flatMap(claimsOf);
    const isFree = wanted.every(
      ({ line, start, end }) => !claims.get(line)?.some(([from, to]) => start <= to && end >= from),
    );
    if (!isFree) return [];
    for (const { line, start, end } of wanted) claims.set(line, [...(claims.get(line) ?? []), [start, end]]);
    return [{ ...fix, code: problem.code, line: problem.range.startLine }];
  });
}

type Claim = { line: number; start: number; end: number };

/** The columns of each line that an edit touches. Of lines that go as a whole, not what follows them. */
function claimsOf({ range, text }: TextEdit0): Claim[] {
  const { startLine, startColumn, endLine, endColumn } = range;
  const isWholeLines = text === '' && startColumn === 0 && endColumn === 0 && endLine > startLine;
  const lastLine = isWholeLines ? endLine - 1 : endLine;
  return Array.from({ length: lastLine - startLine + 1 }, (_, i) => ({
    line: startLine + i,
    start: i === 0 ? startColumn : 0,
    end: startLine + i === endLine ? endColumn : Infinity,
  }));
}

/** Lines that are not UTF-8 are only removed, as a whole. */
function isEditable({ raw, origins, lines }: FileText, { range, text }: TextEdit0): boolean {
  const { startLine, startColumn, endLine, endColumn } = range;
  const isToStart = startColumn === 0 && endColumn === 0;
  const isToEnd = startColumn === lines[startLine]!.length && endColumn === lines[endLine]!.length;
  if (raw.size === 0 || (text === '' && (isToStart || isToEnd))) return true;
  for (let line = startLine; line <= endLine; line++) if (raw.has(origins[line]!)) return false;
  return true;
}

function checkLines(file: FileText, path: string, options: CheckOptions, rows: readonly RowFacts[]): CheckResult {
  if (layoutOf(file.lines, path) === 'json-array')
    return checkDataset(
      readDatasetText(`${file.bom ? '\uFEFF' : ''}${file.lines.join('\n')}`, path, options),
      options,
      {
        withFixes: true,
      },
    );
  const check = new DatasetCheck(options, { ...JSONL, bom: file.bom });
  check.replace(0, 0, rows);
  check.work();
  return check.result({ withFixes: true });
}

/** Rows that were read in the round before are taken from there. */
function readLines(
  { lines, origins, raw }: FileText,
  { columns = NO_COLUMNS }: CheckOptions,
  before: ReadonlyMap<string, RowFacts> | undefined,
): { rows: RowFacts[]; known: Map<string, RowFacts> } {
  const known = new Map<string, RowFacts>();
  const rows = lines.map((text, i) => {
    const invalidAt = raw.has(origins[i]!) ? Math.max(0, text.indexOf('\uFFFD')) : undefined;
    if (invalidAt !== undefined) return readRow(text, columns, invalidAt);
    const row = before?.get(text) ?? readRow(text, columns);
    known.set(text, row);
    return row;
  });
  return { rows, known };
}
