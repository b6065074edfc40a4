/** From findings to problems: places become ranges of the file, rules become severities, fixes become edits. */
import type { Problem, ProblemFix, Range0, Severity, TextEdit0 } from '../dataset/problem.ts';
import type { Position } from '../dataset/read.ts';
import type { RowFinding } from './checkRow.ts';
import type { FileContext, FileEdit, FileFinding, Place } from './rule.ts';
import type { ActiveRules } from './ruleSettings.ts';

/** A problem that was found, and is put into words only if it is shown. */
export type Found = { severity: Severity; line: number; code: string; problem: (withFixes: boolean) => Problem };

export function* foundInFile(context: FileContext, { file, severityOf }: ActiveRules): Generator<Found> {
  for (const { code, file: check } of file)
    for (const finding of check(context)) {
      const severity = severityOf(code, finding.severity);
      yield {
        severity,
        line: finding.range.startLine,
        code,
        problem: (withFixes) => problemOfFile({ code, severity }, finding, context, withFixes),
      };
    }
}

export function foundInRow(
  index: number,
  { code, finding }: RowFinding,
  startOf: (index: number) => Position,
  rangeOf: FileContext['rangeOf'],
  { severityOf }: ActiveRules,
): Found {
  const severity = severityOf(code, finding.severity);
  const range = (place: Place): Range0 => rangeOf(index, place);
  const { message, place, related, fixes } = finding;
  return {
    severity,
    line: startOf(index).line,
    code,
    problem: (withFixes) => ({
      code,
      severity,
      message,
      range: range(place),
      ...(related === undefined
        ? {}
        : { related: related.map((other) => ({ range: range(other.place), message: other.message })) }),
      ...(fixes === undefined || !withFixes
        ? {}
        : {
            fixes: fixes.map(({ title, isSafe, edits }) => ({
              title,
              isSafe: isSafe === true,
              edits: edits.map((edit) => ({ range: range(edit.place), text: edit.text })),
            })),
          }),
    }),
  };
}

function problemOfFile(
  head: { code: string; severity: Severity },
  { message, range, related, fixes }: FileFinding,
  context: FileContext,
  withFixes: boolean,
): Problem {
  return {
    ...head,
    message,
    range,
    ...(related === undefined ? {} : { related }),
    ...(fixes === undefined || !withFixes
      ? {}
      : {
          fixes: fixes.map(({ title, isSafe, edits }): ProblemFix => ({
            title,
            isSafe: isSafe === true,
            edits: edits.map((edit) => editOf(edit, context)),
          })),
        }),
  };
}

function editOf(edit: FileEdit, context: FileContext): TextEdit0 {
  if ('removeRow' in edit) return { range: rangeToRemove(edit.removeRow, context), text: '' };
  return { range: 'range' in edit ? edit.range : context.rangeOf(edit.row, edit.place), text: edit.text };
}

/** The row with what divides it from its neighbours: its line end, or the comma of a list. */
function rangeToRemove(index: number, { rows, layout, rangeOf }: FileContext): Range0 {
  const own = rangeOf(index);
  const isLast = index === rows.length - 1;
  if (layout === 'json-array') {
    if (!isLast) {
      const next = rangeOf(index + 1);
      return { ...own, endLine: next.startLine, endColumn: next.startColumn };
    }
    if (index === 0) return own;
    const before = rangeOf(index - 1);
    return { ...own, startLine: before.endLine, startColumn: before.endColumn };
  }
  const line = own.startLine;
  if (!isLast) return { startLine: line, startColumn: 0, endLine: line + 1, endColumn: 0 };
  if (index === 0) return { startLine: line, startColumn: 0, endLine: line, endColumn: rows.textLength(index) };
  return {
    startLine: line - 1,
    startColumn: rows.textLength(index - 1),
    endLine: line,
    endColumn: rows.textLength(index),
  };
}
