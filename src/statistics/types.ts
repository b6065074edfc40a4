/** Statistics of a dataset as numbers and words of the wire: plain data that the pages read too, so nothing here may need Node. */
import type { TaskCoverage } from '../dataset/brief/coverage.ts';
import type { Severity } from '../dataset/problem.ts';

export type DatasetStatistics = {
  format: string;
  /** Rows that are not blank. */
  nRows: number;
  /** Rows by the format that each would have alone; `invalid` for what is no JSON. */
  formats: Record<string, number>;
  /** Messages by role, as it is written. */
  roles: Record<string, number>;
  /** Lengths of questions and answers; absent where no row could be read. */
  characters: Lengths | null;
  tokens: TokenStatistics | null;
  duplicates: DuplicateCounts;
  /** Rows of each task of the brief; null without one. */
  coverage: TaskCoverage | null;
  problems: ProblemStatistics;
  cost: Cost | null;
};

type ProblemStatistics = {
  errors: number;
  warnings: number;
  information: number;
  /** The worst first, then the most frequent. */
  codes: CodeStatistics[];
};

/** Problems of one code; `severity`: the worst of them. Line and column of the first one count from 1. */
export type CodeStatistics = { code: string; severity: Severity; n: number; line: number; column: number };

export type Lengths = { prompt: Distribution; response: Distribution };

export type TokenStatistics = Lengths & {
  /** The base model that counted. */
  base: string;
  /** Longer rows are cut to it. */
  maxLength: number;
  /** Rows that were counted, all their tokens, and those that are trained once rows are cut. */
  nRows: number;
  nTokens: number;
  nTrained: number;
  /** Rows longer than the maximum, and the tokens that they lose. */
  nRowsCut: number;
  nTokensCut: number;
};

export type DuplicateCounts = {
  /** Rows that an earlier one equals. */
  nEqualRows: number;
  /** Rows whose question an earlier one asks, in whatever case and spacing. */
  nRepeatedPrompts: number;
  /** Rows that are almost the same as an earlier one; null where rows were not compared. */
  nNearDuplicates: number | null;
};

/** What tuning on the dataset would take. */
export type Cost = {
  epochs: number;
  /** Tokens that are computed: those of all rows, cut to the maximum length, in every epoch. */
  nTokens: number;
  /** Of runs on this machine with the same base model; null before there is one. */
  tokensPerSecond: number | null;
  seconds: number | null;
};

export type Distribution = {
  /** Rows that have the number. */
  n: number;
  sum: number;
  min: number;
  median: number;
  p95: number;
  max: number;
  histogram: Bin[];
};

/** Rows with `from` up to, but not including, `to`; the last bin of a long tail has no end. */
export type Bin = { from: number; to: number | null; n: number };
