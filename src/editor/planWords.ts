/** What a run would do in words, for the question before it starts. Pure. */
import type { RunSummary } from '../processes/preflight.ts';
import { formatCount, formatDuration } from '../protocol/trainingWords.ts';

/** Reasons shown at most; the rest is one line. */
const MAX_REASONS = 5;

export type PlanContext = { base: string; method: 'lora' | 'full'; unsaved: boolean };

/** One fact a line. */
export function planWords(summary: RunSummary, context: PlanContext): string {
  const { rows, trainRows, validationRows, cutRows, skipped } = summary;
  const nSkipped = skipped.reduce((sum, reason) => sum + reason.rows, 0);
  const base = context.base === 'embedded' ? 'embedded base model' : context.base;
  const lines = [
    `Base: ${base}, ${formatCount(summary.totalParameters)} weights`,
    context.method === 'lora'
      ? 'Method: LoRA, small matrices beside the frozen weights'
      : 'Method: full tuning, every weight',
    `Rows: ${formatCount(rows)}, of which ${formatCount(trainRows)} are learned from and ${formatCount(validationRows)} kept back for validation`,
    `Trained tokens: ${formatCount(summary.supervisedTokensPerEpoch)} an epoch`,
    `Steps: ${formatCount(summary.totalSteps)}`,
    `Estimated time: about ${formatDuration(summary.estimatedSeconds * 1000)}`,
  ];
  if (cutRows > 0)
    lines.push(
      `Cut: ${formatCount(cutRows)} rows are longer than ${formatCount(summary.maxLength)} tokens; only their beginning is used`,
    );
  if (context.unsaved) lines.push('The file has unsaved changes: the text in the editor is used, as it is now.');
  if (nSkipped === 0) return lines.join('\n');
  const shown = skipped.slice(0, MAX_REASONS);
  lines.push('', `Skipped rows: ${formatCount(nSkipped)}`);
  for (const reason of shown)
    lines.push(`• ${formatCount(reason.rows)} × ${reason.reason} (first in row ${reason.firstRow})`);
  if (skipped.length > shown.length)
    lines.push(`• and ${formatCount(skipped.length - shown.length)} more reasons; "Check Dataset" lists all`);
  return lines.join('\n');
}
