/** The statistics of a dataset for people: tables and bars of plain characters. */
import { printableLine } from '../common/printable.ts';
import {
  binWords,
  costWords,
  countWords,
  duplicateWords,
  holdsLimit,
  percentWords,
  quantileWords,
  tokenWords,
} from '../protocol/statisticsWords.ts';
import { formatCount } from '../protocol/trainingWords.ts';
import type { Distribution } from '../statistics/types.ts';
import type { DatasetStatistics, Lengths, TokenStatistics } from '../statistics/types.ts';

const BAR_WIDTH = 40;

export function statsText(path: string, statistics: DatasetStatistics): string {
  const { format, nRows, formats, roles, characters, tokens, duplicates, coverage, problems, cost } = statistics;
  const sections: (string[] | undefined)[] = [
    [
      `${path}: ${format}, ${countWords(nRows, 'row')}`,
      ...(Object.keys(formats).length > 1 ? [`  formats  ${list(formats)}`] : []),
      ...(Object.keys(roles).length > 0 ? [`  roles    ${list(roles)}`] : []),
      `  repeats  ${duplicateWords(duplicates)}`,
    ],
    tokens === null ? charactersText(characters) : tokensText(tokens),
    coverage === null
      ? undefined
      : [
          'Tasks of the brief',
          ...coverage.tasks.map(({ task, nRows: n, share }) => {
            const target = task.share === undefined ? '' : `, wanted ${percentWords(task.share)}`;
            return `  ${printableLine(task.id)}: ${countWords(n, 'row')} (${percentWords(share)}${target})`;
          }),
          `  no task: ${countWords(coverage.nNone, 'row')}`,
          ...(coverage.nUnknown === 0 ? [] : [`  unknown task: ${countWords(coverage.nUnknown, 'row')}`]),
          ...(coverage.nUnread === 0 ? [] : [`  cannot be read: ${countWords(coverage.nUnread, 'row')}`]),
        ],
    problems.codes.length === 0
      ? ['No problems']
      : [
          'Problems',
          ...problems.codes.map(
            ({ code, severity, n, line }) =>
              `  ${formatCount(n).padStart(9)}  ${severity.padEnd(11)}  ${code}, first in line ${formatCount(line)}`,
          ),
        ],
    cost === null ? undefined : [costWords(cost)],
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
  const { base, maxLength, nRows, prompt, response } = tokens;
  return [
    `Tokens of ${base}, in ${countWords(nRows, 'row')}`,
    `  ${tokenWords(tokens)}`,
    '',
    ...histogram('Prompt, in tokens', prompt, maxLength),
    '',
    ...histogram('Response, in tokens', response, maxLength),
  ];
}

function histogram(title: string, distribution: Distribution, limit: number | null = null): string[] {
  const { histogram: bins } = distribution;
  const most = Math.max(...bins.map(({ n }) => n));
  const width = Math.max(...bins.map((bin) => binWords(bin).length));
  const lines = bins.map((bin) => {
    const bar = '█'.repeat(bin.n === 0 ? 0 : Math.max(1, Math.round((bin.n / most) * BAR_WIDTH)));
    return `  ${binWords(bin).padStart(width)}  ${bar}${bar === '' ? '' : ' '}${formatCount(bin.n)}${holdsLimit(bin, limit) ? '  ◄ maximum length' : ''}`;
  });
  const numbers = quantileWords(distribution).map(({ label, value }) => `${label} ${value}`);
  return [`${title}: ${numbers.join(', ')}`, ...lines];
}

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${printableLine(name)} ${formatCount(n)}`)
    .join(', ');
