/** How many problems there are, by severity and by code, and where those of each code begin. */
import type { Problem, Severity } from '../dataset/problem.ts';

export type Counts = {
  errors: number;
  warnings: number;
  information: number;
  byCode: Record<string, number>;
  firstOfCode: Record<string, FirstProblem>;
};

/** The worst severity of a code's problems, and where the first one starts; from 0. */
type FirstProblem = { severity: Severity; line: number; column: number };

export const noCounts = (): Counts => ({ errors: 0, warnings: 0, information: 0, byCode: {}, firstOfCode: {} });

const KEYS = { error: 'errors', warning: 'warnings', information: 'information' } as const;
const RANK: Record<Severity, number> = { error: 0, warning: 1, information: 2 };

type Counted = { severity: Severity; code: string; line: number; problem: (withFixes: boolean) => Problem };

export function addCount(counts: Counts, { severity, code, line, problem }: Counted): void {
  counts[KEYS[severity]]++;
  counts.byCode[code] = (counts.byCode[code] ?? 0) + 1;
  const first = counts.firstOfCode[code];
  if (first !== undefined && RANK[severity] < RANK[first.severity]) first.severity = severity;
  if (first !== undefined && first.line <= line) return;
  // The place is worked out for the few that come first: rows are looked at in order.
  const { startLine, startColumn } = problem(false).range;
  counts.firstOfCode[code] = { severity: first?.severity ?? severity, line: startLine, column: startColumn };
}
