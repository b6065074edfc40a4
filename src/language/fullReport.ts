/** The full report: every problem of a file as text, grouped by rule, with what leads to its row. For more problems than an editor lists. */
import type { Problem } from '../dataset/problem.ts';
import type { CheckResult } from '../rules/datasetCheck.ts';
import type { Counts } from '../rules/problemCounts.ts';
import { RULES } from '../rules/rules.ts';

type ReportSource = Pick<CheckResult, 'nRows'> & {
  format: string;
  problems: readonly Pick<Problem, 'code' | 'severity' | 'message' | 'range'>[];
  counts: Pick<Counts, 'errors' | 'warnings' | 'information'>;
};

/** As text in pieces, so that whoever asks may stop between two. `only`: problems of this code alone. */
export function* fullReport(
  { problems, counts, nRows, format }: ReportSource,
  name: string,
  only?: string,
): Generator<string> {
  const nProblems = counts.errors + counts.warnings + counts.information;
  yield (
    `${name}: ${format === 'unknown' ? 'unknown format' : format}, ${count(nRows, 'row')}\n` +
    `${count(nProblems, 'problem')}: ${count(counts.errors, 'error')}, ${count(counts.warnings, 'warning')}, ${count(counts.information, 'note')}\n`
  );
  const groups = new Map<string, ReportSource['problems'][number][]>();
  for (const problem of problems) {
    if (only !== undefined && problem.code !== only) continue;
    const group = groups.get(problem.code);
    if (group === undefined) groups.set(problem.code, [problem]);
    else group.push(problem);
  }
  const inOrder = [...groups].sort(([, a], [, b]) => rank(a) - rank(b) || b.length - a.length);
  for (const [code, group] of inOrder) {
    const title = RULES.find((rule) => rule.code === code)?.title ?? code;
    yield `\n${code}: ${title} (${count(group.length, 'problem')})\n`;
    for (let i = 0; i < group.length; i += PIECE)
      yield group
        .slice(i, i + PIECE)
        .map(line)
        .join('');
  }
}

const PIECE = 5000;
const SEVERITIES = ['error', 'warning', 'information'];

const rank = (group: ReportSource['problems']): number =>
  Math.min(...new Set(group.map(({ severity }) => SEVERITIES.indexOf(severity))));

/** `src/editor/fullReport.ts` finds line and column in this form. */
function line({ severity, message, range }: ReportSource['problems'][number]): string {
  return `  ${range.startLine + 1}:${range.startColumn + 1}  ${severity}  ${message.replace(/\s+/g, ' ')}\n`;
}

const count = (n: number, word: string): string => `${n.toLocaleString('en-US')} ${word}${n === 1 ? '' : 's'}`;
