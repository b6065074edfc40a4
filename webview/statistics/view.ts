/** What the panel shows of a dataset, as words and shares. Pure: the numbers are those of the snapshot, and nothing is left out. */
import type { Distribution, DatasetStatistics, StatisticsView } from '../../src/protocol/statistics.ts';
import { binWords, countWords, holdsLimit, percentWords } from '../../src/protocol/statisticsWords.ts';
import { formatCount, formatDuration } from '../../src/protocol/trainingWords.ts';

/** `note`: what the value is made of. */
export type Figure = { id: string; label: string; value: string; note: string };

export function figures({
  format,
  nRows,
  characters,
  tokens,
  duplicates,
  problems,
  cost,
}: DatasetStatistics): Figure[] {
  const { nEqualRows, nNearDuplicates } = duplicates;
  const nCharacters = (characters?.prompt.sum ?? 0) + (characters?.response.sum ?? 0);
  return [
    { id: 'rows', label: 'Rows', value: formatCount(nRows), note: format === 'unknown' ? 'unknown format' : format },
    tokens === null
      ? { id: 'characters', label: 'Characters', value: formatCount(nCharacters), note: 'prompts and responses' }
      : {
          id: 'tokens',
          label: 'Tokens',
          value: formatCount(tokens.nTokens),
          note: `${formatCount(tokens.nTrained)} trained (${percentWords(tokens.nTrained / Math.max(1, tokens.nTokens))})`,
        },
    ...(tokens === null
      ? []
      : [
          {
            id: 'cut',
            label: 'Rows cut off',
            value: formatCount(tokens.nRowsCut),
            note: `longer than ${countWords(tokens.maxLength, 'token')}`,
          },
        ]),
    {
      id: 'problems',
      label: 'Problems',
      value: formatCount(problems.errors + problems.warnings + problems.information),
      note: [
        countWords(problems.errors, 'error'),
        countWords(problems.warnings, 'warning'),
        countWords(problems.information, 'note'),
      ].join(', '),
    },
    {
      id: 'repeats',
      label: 'Repeated rows',
      value: formatCount(nEqualRows + (nNearDuplicates ?? 0)),
      note: [
        `${formatCount(nEqualRows)} equal`,
        ...(nNearDuplicates === null ? [] : [`${formatCount(nNearDuplicates)} almost the same`]),
      ].join(', '),
    },
    ...(cost === null
      ? []
      : [
          {
            id: 'time',
            label: 'Time to tune',
            value: cost.seconds === null ? 'not known' : `about ${formatDuration(cost.seconds * 1000)}`,
            note: cost.seconds === null ? 'no run here yet' : countWords(cost.epochs, 'epoch'),
          },
        ]),
  ];
}

/** A row of a table with bars: `share` is the length of its bar. */
export type BarRow = { label: string; value: string; share: number };
/** `isOver`: longer than the maximum. */
type BinRow = BarRow & { isOver: boolean };

export function binRows({ histogram }: Distribution, limit: number | null): BinRow[] {
  const most = Math.max(1, ...histogram.map(({ n }) => n));
  return histogram.map((bin) => ({
    label: binWords(bin),
    value: formatCount(bin.n),
    share: bin.n / most,
    isOver: limit !== null && bin.from >= limit,
  }));
}

/** The maximum length as a line behind a bin, by its index; before the first one: -1. Null where the bins do not say where it lies. */
export function limitLine({ histogram }: Distribution, limit: number): { after: number; words: string } | null {
  const words = `maximum length ${formatCount(limit)}`;
  const start = histogram[0]?.from ?? 0;
  const end = histogram.at(-1)?.to ?? null;
  if (limit < start) return { after: -1, words: `${words}, below all of these` };
  if (end !== null && limit >= end) return { after: histogram.length - 1, words: `${words}, above all of these` };
  const holding = histogram.findIndex((bin) => holdsLimit(bin, limit));
  return holding < 0 ? null : { after: holding, words };
}

/** Counts by name, with their part of all. */
export function countRows(counts: Readonly<Record<string, number>>): (BarRow & { part: string })[] {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return Object.entries(counts).map(([label, n]) => ({
    label,
    value: formatCount(n),
    share: n / Math.max(1, all),
    part: percentWords(n / Math.max(1, all)),
  }));
}

export type TaskRow = {
  task: string;
  description: string;
  nRows: string;
  share: number;
  part: string;
  /** The share that the brief wants; null where it names none. */
  target: { share: number; words: string } | null;
  /** Rows that are missing to the target; empty where none are. */
  missing: string;
};

/** `others`: rows of no task, of tasks that the brief does not have, and those that cannot be read, which have no share. */
export function taskRows({ tasks, nRows, nNone, nUnknown, nUnread }: NonNullable<DatasetStatistics['coverage']>): {
  tasks: TaskRow[];
  others: { label: string; nRows: string; part: string }[];
} {
  const other = (label: string, n: number): { label: string; nRows: string; part: string } => ({
    label,
    nRows: formatCount(n),
    part: percentWords(n / Math.max(1, nRows)),
  });
  return {
    tasks: tasks.map(({ task, nRows: n, share, nWanted }) => ({
      task: task.id,
      description: task.description,
      nRows: formatCount(n),
      share,
      part: percentWords(share),
      target: task.share === undefined ? null : { share: task.share, words: percentWords(task.share) },
      missing: nWanted === 0 ? '' : formatCount(nWanted),
    })),
    others: [
      other('No task', nNone),
      ...(nUnknown === 0 ? [] : [other('Unknown task', nUnknown)]),
      ...(nUnread === 0 ? [] : [{ label: 'Cannot be read', nRows: formatCount(nUnread), part: '–' }]),
    ],
  };
}

export const sourceWords = ({ source, isLive }: Pick<StatisticsView, 'source' | 'isLive'>): string =>
  source === 'unsaved'
    ? "Counted from the editor's text, which is not saved yet"
    : isLive
      ? 'Counted from the saved text, as the editor has it'
      : 'Counted from the saved file';

/** The short word beside the name. */
export function stateWords({ state, statistics }: Pick<StatisticsView, 'state' | 'statistics'>): string {
  switch (state.kind) {
    case 'complete':
      return '';
    case 'counting':
      return 'Counting…';
    case 'outdated':
      return 'Out of date';
    case 'cancelled':
      return statistics === null ? 'Cancelled' : 'Out of date';
    case 'failed':
      return 'Not counted';
  }
}

/** What a state means for the numbers below; empty where nothing needs to be said. */
export function stateMessage({ state, statistics }: Pick<StatisticsView, 'state' | 'statistics'>): string {
  switch (state.kind) {
    case 'complete':
    case 'counting':
      return '';
    case 'outdated':
      return 'The dataset, its settings or the runs have changed since it was counted.';
    case 'cancelled':
      return statistics === null ? 'Counting was cancelled.' : 'Counting was cancelled: these numbers are of before.';
    case 'failed':
      return state.reason;
  }
}

/** For screen readers, once another dataset is counted. */
export const announcement = (name: string, { nRows, problems }: DatasetStatistics): string =>
  `${name}: ${countWords(nRows, 'row')}, ${countWords(problems.errors + problems.warnings + problems.information, 'problem')}.`;
