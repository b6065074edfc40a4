/** What the extension and the language server say to each other beyond the protocol. Other clients need none of it. */
import type { FormatId } from '../dataset/formats.ts';
import type { DatasetStatistics } from '../statistics/types.ts';

/** `initializationOptions`; those of a client without configuration may also have the settings: columns, rules, targets, format. */
export type InitializationOptions = {
  /** Commands of ours that the client can run: only these are offered. */
  commands: readonly string[];
  /** It shows what a file is: `tunewright/status` is sent. */
  wantsStatus: boolean;
};

/** Notification to the client, after each check of a document. */
export const STATUS = 'tunewright/status';
export type StatusParams = {
  uri: string;
  version: number;
  format: FormatId | 'unknown';
  nRows: number;
  nErrors: number;
  nWarnings: number;
  nNotes: number;
  /** False: its problems are not published, for it may be no dataset at all. */
  isShown: boolean;
  /** A mapping under which the file could be read, where its format is unknown. */
  suggestedColumns?: Readonly<Record<string, string>>;
};

/** Request: all problems of an open document as text, or those of one code. */
export const FULL_REPORT = 'tunewright/fullReport';
export type FullReportParams = { uri: string; code?: string };
export type FullReportResult = { text: string } | null;

/** Request: what an open document is like, in numbers. Tokens are those counted so far, and so are near-duplicates. */
export const STATISTICS_REQUEST = 'tunewright/statistics';
export type StatisticsParams = { uri: string; version: number };
export type StatisticsAnswer =
  | { kind: 'statistics'; statistics: DatasetStatistics; isComplete: boolean }
  /** The server does not have this version of the document: it is not open, or was changed meanwhile. */
  | { kind: 'unknown' };
