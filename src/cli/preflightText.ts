/** A preflight in words: what `train` says before it begins. */
import { basename } from 'node:path';
import { PRODUCT } from '../common/product.ts';
import { formatColumns } from '../dataset/columns.ts';
import type { Preflight } from '../processes/preflight.ts';
import { formatCount, formatDuration, formatRate } from '../protocol/trainingWords.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { RULES } from '../rules/rules.ts';
import { shortPath } from './shortPath.ts';

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
  if (more > 0) lines.push(['Skipped', `${rows(more)} for other reasons`]);
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
  // Rows without a trained token may lack it for their length: a check tells nothing of that.
  if (summary.skipped.some(({ code }) => code !== 'zero-signal' && RULES.some((rule) => rule.code === code))) {
    const total = summary.skipped.reduce((sum, group) => sum + group.rows, 0);
    lines.push(['Left out', `${rows(total)}. Errors in the file: ${checkCommand(dataset.path, recipe)}`]);
  }
  return lines.map(([head, line]) => `${head.padEnd(10)} ${line}\n`).join('');
}

/** The check that reads the file as the run does. */
function checkCommand(path: string, { format, columns }: Recipe): string {
  return [
    `${PRODUCT.command} check ${inShell(shortPath(path))}`,
    ...(format === 'auto' ? [] : [`--format ${format}`]),
    ...(Object.keys(columns).length === 0 ? [] : [`--columns ${inShell(formatColumns(columns))}`]),
  ].join(' ');
}

const inShell = (text: string): string => (/\s/.test(text) ? `"${text}"` : text);

const rows = (n: number): string => `${formatCount(n)} ${n === 1 ? 'row' : 'rows'}`;
