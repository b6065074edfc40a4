/** A table test of a rule: text in, the places of its problems marked or the text with its fixes made out. */
import type { Problem, TextEdit0 } from '../../src/dataset/problem.ts';
import { readDatasetText } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { DatasetCheck, type CheckOptions, type Surroundings } from '../../src/rules/datasetCheck.ts';

export type RuleCheck = {
  /** The text with « » around each problem of the code. */
  marked: string;
  problems: Problem[];
};

export function checkFor(code: string, text: string, options: CheckOptions & { name?: string } = {}): RuleCheck {
  const dataset = readDatasetText(text, options.name ?? 'data.jsonl', options);
  const problems = checkDataset(dataset, options).problems.filter((problem) => problem.code === code);
  const marks = problems.flatMap(({ range }): TextEdit0[] => {
    const { startLine, startColumn, endLine, endColumn } = range;
    return [
      { range: { ...range, endLine: startLine, endColumn: startColumn }, text: '«' },
      { range: { ...range, startLine: endLine, startColumn: endColumn }, text: '»' },
    ];
  });
  return { marked: edited(text, marks), problems };
}

/** The text after the first fix of each problem with the code. */
export function fixed(code: string, text: string, options: CheckOptions & { name?: string } = {}): string {
  const dataset = readDatasetText(text, options.name ?? 'data.jsonl', options);
  const surroundings: Surroundings = { ...dataset, startOf: (index) => dataset.lines[index]!.start };
  const check = new DatasetCheck(options, surroundings);
  check.replace(0, 0, dataset.lines);
  const { problems } = check.result({ withFixes: true });
  return edited(
    text,
    problems.filter((problem) => problem.code === code).flatMap(({ fixes }) => fixes?.[0]?.edits ?? []),
  );
}

function edited(text: string, edits: readonly TextEdit0[]): string {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  const offset = (line: number, column: number): number => starts[line]! + column;
  const places = edits.map(({ range, text: by }, i) => ({
    start: offset(range.startLine, range.startColumn),
    end: offset(range.endLine, range.endColumn),
    by,
    i,
  }));
  places.sort((a, b) => b.start - a.start || b.i - a.i);
  let result = text;
  for (const { start, end, by } of places) result = result.slice(0, start) + by + result.slice(end);
  return result;
}
