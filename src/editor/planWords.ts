/** A training plan in words, for the question before a run starts. Pure. */
import { formatCount, formatDuration } from '../protocol/trainingWords.ts';
import type { TrainingPlan } from '../protocol/trainingPlan.ts';

/** Reasons shown at most; the rest is one line. */
const MAX_REASONS = 5;

export type PlanContext = { base: string; method: 'lora' | 'full'; unsaved: boolean };

/** One fact a line. */
export function planWords(plan: TrainingPlan, context: PlanContext): string {
  const skippedRows = plan.skipped.reduce((sum, { rows }) => sum + rows, 0);
  const share = (100 * plan.trainableParameters) / plan.totalParameters;
  const lines = [
    `Base: ${context.base === 'embedded' ? 'embedded base model' : context.base}`,
    context.method === 'lora'
      ? `Method: LoRA, ${formatCount(plan.trainableParameters)} weights are trained (${share.toFixed(1)} % of the model's number)`
      : `Method: full tuning, all ${formatCount(plan.trainableParameters)} weights are trained`,
    `Rows: ${formatCount(plan.rows)} (${plan.format}), ${formatCount(plan.trainRows)} to learn from, ${formatCount(plan.validationRows)} kept back for validation`,
    `Trained tokens: ${formatCount(plan.supervisedTokens)} an epoch`,
    `Steps: ${formatCount(plan.totalSteps)} in ${formatCount(plan.epochs)} ${plan.epochs === 1 ? 'epoch' : 'epochs'}`,
    plan.estimatedMs === null ? '' : `Estimated time: about ${formatDuration(plan.estimatedMs)}`,
    plan.cutRows === 0 ? '' : `${formatCount(plan.cutRows)} rows are too long and will be cut.`,
    context.unsaved ? 'The file has unsaved changes: the text in the editor is used as it is now.' : '',
  ].filter((line) => line !== '');
  if (skippedRows === 0) return lines.join('\n');
  const reasons = plan.skipped
    .toSorted((a, b) => b.rows - a.rows)
    .slice(0, MAX_REASONS)
    .map(({ reason, rows }) => `• ${formatCount(rows)} × ${reason}`);
  const more = plan.skipped.length - reasons.length;
  return [
    ...lines,
    '',
    `Skipped rows: ${formatCount(skippedRows)}`,
    ...reasons,
    ...(more > 0 ? [`• and ${more} more reasons; "Check Dataset" lists all`] : []),
  ].join('\n');
}
