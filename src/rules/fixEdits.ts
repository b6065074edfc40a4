/** A rule's fix as edits of the file's text. */
import type { ProblemFix, Range0, TextEdit0 } from '../dataset/problem.ts';
import { joinRun } from '../dataset/runs.ts';
import { REMOVE_BOM, type FileContext, type FileFix } from './rule.ts';

/** Undefined where it needs rows that are not kept. */
export function problemFix({ title, isSafe, edits }: FileFix, context: FileContext): ProblemFix | undefined {
  const removed: number[] = [];
  const texts: TextEdit0[] = [];
  let removesBom = false;
  for (const edit of edits) {
    if (edit === REMOVE_BOM) removesBom = true;
    else if ('removeRow' in edit) removed.push(edit.removeRow);
    else if ('range' in edit) texts.push(edit);
    else {
      if (context.textOf === undefined) return undefined;
      const { start, end } = edit.joinRows;
      const lines = Array.from({ length: end - start }, (_, i) => context.textOf!(start + i));
      const [first, last] = [context.rangeOf(start, { start: 0, end: 0 }), context.rangeOf(end - 1)];
      // The last line is taken to its very end: a comma after the value goes too.
      const endColumn = context.rows.textLength(end - 1);
      texts.push({ range: { ...first, endLine: last.endLine, endColumn }, text: joinRun(lines) });
    }
  }
  return {
    title,
    isSafe: isSafe === true,
    edits: [...spansOf(removed).map((span) => ({ range: rangeToRemove(span, context), text: '' })), ...texts],
    ...(removesBom ? { removesBom } : {}),
    ...(removed.length > 0 ? { removesRows: true } : {}),
  };
}

type Span = { start: number; end: number };

/** Rows that follow each other, together: each alone could claim the line end that divides it from the next. */
function spansOf(indexes: readonly number[]): Span[] {
  const spans: Span[] = [];
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.end === index) last.end++;
    else spans.push({ start: index, end: index + 1 });
  }
  return spans;
}

/** The rows with what divides them from their neighbours: a line end, or the comma of a list. */
function rangeToRemove({ start, end }: Span, { rows, layout, rangeOf }: FileContext): Range0 {
  const first = rangeOf(start);
  const last = rangeOf(end - 1);
  const own = { ...first, endLine: last.endLine, endColumn: last.endColumn };
  const isToEnd = end === rows.length;
  if (layout === 'json-array') {
    if (!isToEnd) {
      const next = rangeOf(end);
      return { ...own, endLine: next.startLine, endColumn: next.startColumn };
    }
    if (start === 0) return own;
    const before = rangeOf(start - 1);
    return { ...own, startLine: before.endLine, startColumn: before.endColumn };
  }
  if (!isToEnd) return { startLine: first.startLine, startColumn: 0, endLine: last.startLine + 1, endColumn: 0 };
  const ending = { endLine: last.startLine, endColumn: rows.textLength(end - 1) };
  if (start === 0) return { startLine: 0, startColumn: 0, ...ending };
  return { startLine: first.startLine - 1, startColumn: rows.textLength(start - 1), ...ending };
}
