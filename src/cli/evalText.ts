/** The report of `tunewright eval` for people. */
import type { SkippedRow } from '../dataset/sample.ts';
import type { Evaluation } from '../training/evaluate.ts';
import type { PreparedRows } from '../training/prepare.ts';

export type EvalReport = Evaluation & { skipped: SkippedRow[]; cut: PreparedRows['cut'] };

const N_WORST = 10;
const N_SKIPPED = 10;

export function evalText({ loss, supervisedTokens, rows, skipped, cut }: EvalReport): string {
  const lines = [
    `Loss        ${loss.toFixed(4)} nats a token, the mean over ${supervisedTokens} trained tokens of ${rows.length} rows`,
    `Perplexity  ${Math.exp(loss).toPrecision(4)}`,
  ];
  if (cut.length > 0) lines.push(`Cut         ${cut.length} rows were longer than the limit; their end is left out`);
  if (skipped.length > 0) {
    lines.push(`Skipped     ${skipped.length} rows`);
    for (const { row, code, reason } of skipped.slice(0, N_SKIPPED)) lines.push(`  row ${row}: ${code}: ${reason}`);
    if (skipped.length > N_SKIPPED) lines.push(`  … and ${skipped.length - N_SKIPPED} more; --json lists all`);
  }
  lines.push('Worst rows');
  const worst = [...rows].sort((a, b) => b.loss - a.loss).slice(0, N_WORST);
  for (const row of worst) lines.push(`  row ${row.row}: ${row.loss.toFixed(4)} over ${row.supervised} tokens`);
  return `${lines.join('\n')}\n`;
}
