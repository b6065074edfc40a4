/** The statistics of a dataset in words: the same in the panel and on the command line. */
import type { Bin, Cost, Distribution, DuplicateCounts, TokenStatistics } from '../statistics/types.ts';
import { formatCount, formatDuration } from './trainingWords.ts';

/** `5 rows`, `1 row`. */
export const countWords = (n: number, word: string): string => `${formatCount(n)} ${word}${n === 1 ? '' : 's'}`;

/** Small shares with a decimal, so that 0.4 % is not 0 %. */
export const percentWords = (share: number): string => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

/** The whole numbers that a bin holds. */
export function binWords({ from, to }: Bin): string {
  if (to === null) return `${formatCount(from)} and more`;
  return to - 1 === from ? formatCount(from) : `${formatCount(from)}–${formatCount(to - 1)}`;
}

/** The bin that holds the limit; a last one without an end does not say where its rows are. */
export const holdsLimit = ({ from, to }: Bin, limit: number | null): boolean =>
  limit !== null && to !== null && from <= limit && limit < to;

/** Where the numbers lie, each with what it is called. */
export function quantileWords({ min, median, p95, max }: Distribution): { label: string; value: string }[] {
  return [
    { label: 'least', value: formatCount(min) },
    { label: 'median', value: formatCount(median) },
    { label: '95 % up to', value: formatCount(p95) },
    { label: 'most', value: formatCount(max) },
  ];
}

export function duplicateWords({ nEqualRows, nRepeatedPrompts, nNearDuplicates }: DuplicateCounts): string {
  return [
    `${countWords(nEqualRows, 'row')} equal to an earlier one`,
    ...(nNearDuplicates === null ? [] : [`${formatCount(nNearDuplicates)} almost the same as one`]),
    `${countWords(nRepeatedPrompts, 'prompt')} asked before`,
  ].join(', ');
}

export function tokenWords({ maxLength, nTokens, nTrained, nRowsCut, nTokensCut }: TokenStatistics): string {
  const cut =
    nRowsCut === 0
      ? `no row is longer than the maximum of ${formatCount(maxLength)}`
      : `${countWords(nRowsCut, 'row')} longer than the maximum of ${formatCount(maxLength)}: ${countWords(nTokensCut, 'token')} cut off`;
  return `${formatCount(nTokens)} in all, ${formatCount(nTrained)} of them trained (${percentWords(nTrained / Math.max(1, nTokens))}); ${cut}`;
}

export function costWords({ epochs, nTokens, tokensPerSecond, seconds }: Cost): string {
  const work = `Tuning for ${countWords(epochs, 'epoch')} computes ${formatCount(nTokens)} tokens`;
  return tokensPerSecond === null || seconds === null
    ? `${work}. How long that takes is not known: there is no run of this base model here yet.`
    : `${work}: about ${formatDuration(seconds * 1000)} at the ${formatCount(tokensPerSecond)} tokens a second of the last runs here.`;
}
