/** From findings to problems: places become ranges of the file, rules become severities, fixes become edits. */
import type { Problem, ProblemFix, Range0, Severity } from '../dataset/problem.ts';
import type { Position } from '../dataset/read.ts';
import type { RowFinding } from './checkRow.ts';
import { problemFix } from './fixEdits.ts';
import { REMOVE_ROW, type FileContext, type FileFinding, type FileFix, type Fix, type Place } from './rule.ts';
import type { ActiveRules } from './ruleSettings.ts';

/** A problem that was found, and is put into words only if it is shown. */
export type Found = { severity: Severity; line: number; code: string; problem: (withFixes: boolean) => Problem };

export function* foundInFile(given: FileContext, { file, severityOf, briefFile }: ActiveRules): Generator<Found> {
  const context = briefFile === undefined ? given : { ...given, brief: briefFile };
  for (const { code, file: check } of file)
    for (const finding of check(context)) {
      const severity = severityOf(code, finding);
      yield {
        severity,
        line: finding.range.startLine,
        code,
        problem: (withFixes) => problemOfFile({ code, severity }, finding, context, withFixes),
      };
    }
}

/** Without `context` the problem has no fixes. */
export function foundInRow(
  index: number,
  { code, finding }: RowFinding,
  startOf: (index: number) => Position,
  rangeOf: FileContext['rangeOf'],
  { severityOf }: ActiveRules,
  context?: FileContext,
): Found {
  const severity = severityOf(code, finding);
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
      ...(context === undefined || !withFixes
        ? {}
        : fixesOf((typeof fixes === 'function' ? fixes() : (fixes ?? [])).map(fileFix(context.layout)), context)),
    }),
  };

  function fileFix(layout: FileContext['layout']): (fix: Fix) => FileFix {
    return ({ title, isSafe, edits }) => ({
      title,
      ...(isSafe === true ? { isSafe } : {}),
      edits: edits.map((edit) =>
        edit === REMOVE_ROW
          ? { removeRow: index }
          : { range: range(edit.place), text: dividingRows(edit.text, layout) },
      ),
    });
  }
}

/** In a list a comma divides rows. */
const dividingRows = (text: string, layout: FileContext['layout']): string =>
  layout === 'json-array' ? text.replaceAll('\n', ',\n') : text;

function problemOfFile(
  head: { code: string; severity: Severity },
  finding: FileFinding,
  context: FileContext,
  withFixes: boolean,
): Problem {
  const { message, range, related, fixes = [] } = finding;
  return {
    ...head,
    message: typeof message === 'function' ? message() : message,
    range,
    ...(related === undefined ? {} : { related: typeof related === 'function' ? related() : related }),
    ...(withFixes ? fixesOf(typeof fixes === 'function' ? fixes() : fixes, context) : {}),
  };
}

function fixesOf(fixes: readonly FileFix[], context: FileContext): { fixes?: ProblemFix[] } {
  const found = fixes.flatMap((fix) => problemFix(fix, context) ?? []);
  return found.length === 0 ? {} : { fixes: found };
}
