/** A preflight in words: what `train` says before it begins. */
import { basename } from 'node:path';
import type { Preflight } from '../processes/preflight.ts';
import { formatCount, formatDuration, formatRate } from '../protocol/trainingWords.ts';

/** Reasons past these are summed up. */
const REASONS_SHOWN = 6;

export function preflightLines({ resolved, dataset, summary, template }: Preflight): string {
  const { recipe } = resolved;
  const lines: [string, string][] = [
    [
      'Dataset',
      `${basename(dataset.path)} (${dataset.format}): ${rows(summary.rows)}, ${formatCount(summary.trainRows)} to learn from, ${formatCount(summary.validationRows)} kept back to measure`,
    ],
    ...summary.skipped
      .slice(0, REASONS_SHOWN)
      .map(({ rows: n, reason, firstRow, code }): [string, string] => [
        'Skipped',
        `${rows(n)}: ${reason} [${code}] (${n === 1 ? 'row' : 'first: row'} ${firstRow})`,
      ]),
  ];
  const more = summary.skipped.slice(REASONS_SHOWN).reduce((sum, group) => sum + group.rows, 0);
  if (more > 0) lines.push(['Skipped', `${rows(more)} for other reasons ("tunewright check" lists them)`]);
  if (summary.cutRows > 0)
    lines.push(['Cut', `${rows(summary.cutRows)} to the first ${formatCount(summary.maxLength)} tokens`]);
  const method = recipe.method === 'lora' ? `LoRA, rank ${recipe.rank}, alpha ${recipe.alpha}` : 'full tuning';
  const base = recipe.base === 'embedded' ? 'embedded' : recipe.base;
  lines.push(
    ['Base', `${base} (${formatCount(summary.totalParameters)} parameters), ${template.kind} chat template`],
    ['Method', `${method}, learning rate ${formatRate(recipe.learningRate)}, seed ${recipe.seed}`],
    [
      'Plan',
      `${formatCount(summary.supervisedTokensPerEpoch)} trained tokens an epoch, ${formatCount(summary.totalSteps)} steps, roughly ${formatDuration(summary.estimatedSeconds * 1000)} with ${recipe.threads} ${recipe.threads === 1 ? 'thread' : 'threads'}`,
    ],
  );
  return lines.map(([head, line]) => `${head.padEnd(10)} ${line}\n`).join('');
}

const rows = (n: number): string => `${formatCount(n)} ${n === 1 ? 'row' : 'rows'}`;
