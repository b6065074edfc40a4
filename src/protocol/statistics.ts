/**
 * The wire between the extension and the statistics panel. The page says `ready` (again after every reload) and gets a `snapshot`, and
 * another one whenever something is counted anew. The numbers are those that `tunewright stats --json` prints.
 */
import type { DatasetStatistics } from '../statistics/types.ts';

export type { CodeStatistics, DatasetStatistics, Distribution } from '../statistics/types.ts';

export const STATISTICS_PROTOCOL_VERSION = 1;

export type CountState =
  | { kind: 'complete' }
  /** What is shown is of before, or the part that is counted so far. */
  | { kind: 'counting'; canCancel: boolean }
  /** The text is another one by now, and counting it takes too long to do it unasked. */
  | { kind: 'outdated' }
  | { kind: 'cancelled' }
  | { kind: 'failed'; reason: string };

export type StatisticsView = {
  /** The dataset's address, and the name that people know it by. */
  uri: string;
  name: string;
  /** Null before anything was counted. */
  statistics: DatasetStatistics | null;
  /** What the codes of its problems stand for. */
  titles: Readonly<Record<string, string>>;
  /** What was counted: the file as it is saved, or text of the editor that is not. */
  source: 'saved' | 'unsaved';
  /** It follows the editor's text by itself. */
  isLive: boolean;
  /** Without trust no model is read: nothing counts tokens. */
  isTrusted: boolean;
  state: CountState;
};

export type ToStatistics =
  /** `view`: null where no dataset is chosen; the reason, if there is one to tell. */
  { type: 'snapshot'; version: number; view: StatisticsView | null; reason: string };

export type FromStatistics =
  | { type: 'ready'; version: number }
  /** All problems of the code. */
  | { type: 'showProblems'; code: string }
  /** A place in the dataset; line and column from 1. */
  | { type: 'reveal'; line: number; column: number }
  | { type: 'showRule'; code: string }
  | { type: 'chooseBase' }
  | { type: 'manageTrust' }
  | { type: 'openBrief' }
  | { type: 'chooseDataset' }
  | { type: 'cancel' }
  | { type: 'countAgain' };

/** What the page leaves for a restored window. */
export type StatisticsState = { uri: string };
