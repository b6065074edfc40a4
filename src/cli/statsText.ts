/** The statistics of a dataset for people: tables and bars of plain characters. */
import { formatAmount } from '../common/amount.ts';
import { printableLine } from '../common/printable.ts';
import { formatDuration } from '../protocol/trainingWords.ts';
import type { Distribution } from '../statistics/distribution.ts';
import type { Cost, DatasetStatistics, Lengths, TokenStatistics } from '../statistics/statistics.ts';

const BAR_WIDTH = 40;

export function statsText(path: string, statistics: DatasetStatistics): string {
  const { format, nRows, formats, roles, characters, tokens, duplicates, coverage, problems, cost } = statistics;
  const { nEqualRows, nRepeatedPrompts } = duplicates;
  const found = Object.entries(problems.byCode).sort(([, a], [, b]) => b - a);
  const sections: (string[] | undefined)[] = [
    [
      `${path}: ${format}, ${amount(nRows, 'row')}`,
      ...(Object.keys(formats).length > 1 ? [`  formats  ${list(formats)}`] : []),
      ...(Object.keys(roles).length > 0 ? [`  roles    ${list(roles)}`] : []),
      `  repeats  ${amount(nEqualRows, 'row')} equal to an earlier one, ${amount(nRepeatedPrompts, 'prompt')} asked before`,
    ],
    tokens === null ? charactersText(characters) : tokensText(tokens),
    coverage === null
      ? undefined
      : [
          'Tasks of the brief',
          ...coverage.tasks.map(({ task, nRows: n, share }) => {
            const target = task.share === undefined ? '' : `, wanted ${percent(task.share)}`;
            return `  ${printableLine(task.id)}: ${amount(n, 'row')} (${percent(share)}${target})`;
          }),
          `  no task: ${amount(coverage.nNone, 'row')}`,
          ...(coverage.nUnknown === 0 ? [] : [`  unknown task: ${amount(coverage.nUnknown, 'row')}`]),
        ],
    found.length === 0
      ? ['No problems']
      : ['Problems', ...found.map(([code, n]) => `  ${formatAmount(n).padStart(9)}  ${code}`)],
    cost === null ? undefined : [costText(cost)],
  ];
  return `${sections
    .filter((section) => section !== undefined)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function charactersText(lengths: Lengths | null): string[] | undefined {
  return lengths === null
    ? undefined
    : [
        ...histogram('Prompt, in characters', lengths.prompt),
        '',
        ...histogram('Response, in characters', lengths.response),
      ];
}

function tokensText(tokens: TokenStatistics): string[] {
  const { base, maxLength, nRows, nTokens, nTrained, nRowsCut, nTokensCut, prompt, response } = tokens;
  const cut =
    nRowsCut === 0
      ? `no row is longer than the maximum of ${formatAmount(maxLength)}`
      : `${amount(nRowsCut, 'row')} longer than the maximum of ${formatAmount(maxLength)}: ${amount(nTokensCut, 'token')} cut off`;
  return [
    `Tokens of ${base}, in ${amount(nRows, 'row')}`,
    `  ${formatAmount(nTokens)} in all, ${formatAmount(nTrained)} of them trained (${percent(nTrained / Math.max(1, nTokens))}); ${cut}`,
    '',
    ...histogram('Prompt, in tokens', prompt, maxLength),
    '',
    ...histogram('Response, in tokens', response, maxLength),
  ];
}

function histogram(title: string, distribution: Distribution, limit?: number): string[] {
  const { min, median, p95, max, histogram: bins } = distribution;
  const most = Math.max(...bins.map(({ n }) => n));
  const range = ({ from, to }: (typeof bins)[number]): string =>
    to === null
      ? `${formatAmount(from)} and more`
      : to - 1 === from
        ? formatAmount(from)
        : `${formatAmount(from)}–${formatAmount(to - 1)}`;
  const width = Math.max(...bins.map((bin) => range(bin).length));
  const lines = bins.map((bin) => {
    const bar = '█'.repeat(bin.n === 0 ? 0 : Math.max(1, Math.round((bin.n / most) * BAR_WIDTH)));
    const isMarked = limit !== undefined && bin.to !== null && bin.from <= limit && limit < bin.to;
    return `  ${range(bin).padStart(width)}  ${bar}${bar === '' ? '' : ' '}${formatAmount(bin.n)}${isMarked ? '  ◄ maximum length' : ''}`;
  });
  const numbers = [
    `least ${formatAmount(min)}`,
    `median ${formatAmount(median)}`,
    `95 % up to ${formatAmount(p95)}`,
    `most ${formatAmount(max)}`,
  ];
  return [`${title}: ${numbers.join(', ')}`, ...lines];
}

function costText({ epochs, nTokens, tokensPerSecond, seconds }: Cost): string {
  const work = `Tuning for ${amount(epochs, 'epoch')} computes ${formatAmount(nTokens)} tokens`;
  return tokensPerSecond === null || seconds === null
    ? `${work}. How long that takes is not known: there is no run of this base model here yet.`
    : `${work}: about ${formatDuration(seconds * 1000)} at the ${formatAmount(Math.round(tokensPerSecond))} tokens a second of the last runs here.`;
}

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${printableLine(name)} ${formatAmount(n)}`)
    .join(', ');
const percent = (share: number): string => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
const amount = (n: number, word: string): string => `${formatAmount(n)} ${word}${n === 1 ? '' : 's'}`;
