/** Files, problems and fixes as tests write them: «…» marks where a problem is. */
import { expect } from 'vitest';
import { bytesOfFileText, editedFileText, fileTextOf } from '../../src/dataset/fileText.ts';
import type { Problem, ProblemFix } from '../../src/dataset/problem.ts';
import { chooseSafe, applyFixes } from '../../src/rules/applyFixes.ts';
import type { CheckOptions } from '../../src/rules/datasetCheck.ts';

/** All problems of a text, with their fixes. */
export function problemsOf(text: string, options: CheckOptions = {}, path = 'data.jsonl'): Problem[] {
  return applyFixes(fileTextOf(Buffer.from(text)), path, options, () => undefined).left.problems;
}

/** The text after one fix. */
export function fixed(text: string, { edits, removesBom }: ProblemFix): string {
  const file = editedFileText(fileTextOf(Buffer.from(text)), edits);
  return Buffer.concat([...bytesOfFileText({ ...file, bom: file.bom && removesBom !== true })]).toString();
}

/** The text after all safe fixes. */
export function safelyFixed(text: string, options: CheckOptions = {}, path = 'data.jsonl'): string {
  const { file } = applyFixes(fileTextOf(Buffer.from(text)), path, options, chooseSafe);
  return Buffer.concat([...bytesOfFileText(file)]).toString();
}

/** `marked` has one problem of this code, where «…» stands, and its fixes lead to `outcomes`; a safe one is written as {safe: text}. */
export function checkFix(
  code: string,
  marked: string,
  outcomes: readonly (string | { safe: string })[],
  options: CheckOptions = {},
  path = 'data.jsonl',
): void {
  const text = marked.replace(/[«»]/g, '');
  const found = problemsOf(text, options, path).filter((problem) => problem.code === code);
  expect(found.map((problem) => withMarks(text, problem))).toEqual([marked]);
  const fixes = found[0]!.fixes ?? [];
  expect(fixes.map((fix) => (fix.isSafe ? { safe: fixed(text, fix) } : fixed(text, fix)))).toEqual(outcomes);
}

function withMarks(text: string, { range }: Problem): string {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  const offset = (line: number, column: number): number => lines.slice(0, line).join('').length + column;
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const start = offset(range.startLine, range.startColumn + (range.startLine === 0 ? bom : 0));
  const end = offset(range.endLine, range.endColumn + (range.endLine === 0 ? bom : 0));
  return `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`;
}
