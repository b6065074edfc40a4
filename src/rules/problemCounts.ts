/** How many problems there are, by severity and by code. */
import type { Severity } from '../dataset/problem.ts';

export type Counts = { errors: number; warnings: number; information: number; byCode: Record<string, number> };

export const noCounts = (): Counts => ({ errors: 0, warnings: 0, information: 0, byCode: {} });

const KEYS = { error: 'errors', warning: 'warnings', information: 'information' } as const;

export function addCount(counts: Counts, { severity, code }: { severity: Severity; code: string }): void {
  counts[KEYS[severity]]++;
  counts.byCode[code] = (counts.byCode[code] ?? 0) + 1;
}
