/** What a dataset is like, in numbers: for the command line and for the statistics panel alike. Plain data. */
import type { TaskCoverage } from '../dataset/brief/coverage.ts';
import type { Counts } from '../rules/problemCounts.ts';
import type { RowTable } from '../rules/rowTable.ts';
import { distributionOf, type Distribution } from './distribution.ts';
import type { RowCounts } from './rowCounts.ts';

export type DatasetStatistics = {
  format: string;
  /** Rows that are not blank. */
  nRows: number;
  formats: RowCounts['formats'];
  roles: RowCounts['roles'];
  /** Lengths of questions and answers; absent where no row could be read. */
  characters: Lengths | null;
  tokens: TokenStatistics | null;
  duplicates: DuplicateCounts;
  /** Rows of each task of the brief; null without one. */
  coverage: TaskCoverage | null;
  problems: Counts;
  cost: Cost | null;
};

export type Lengths = { prompt: Distribution; response: Distribution };

export type TokenStatistics = Lengths & {
  /** The base model that counted. */
  base: string;
  /** Longer rows are cut to it. */
  maxLength: number;
  /** Rows that were counted, all their tokens, and those that are trained. */
  nRows: number;
  nTokens: number;
  nTrained: number;
  /** Rows longer than the maximum, and the tokens that they lose. */
  nRowsCut: number;
  nTokensCut: number;
};

type DuplicateCounts = {
  /** Rows that an earlier one equals. */
  nEqualRows: number;
  /** Rows whose question an earlier one asks, in whatever case and spacing. */
  nRepeatedPrompts: number;
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

export type StatisticsSource = {
  format: string;
  nRows: number;
  counts: Counts;
  rows: RowTable;
  rowCounts: RowCounts;
  coverage?: TaskCoverage;
  /** Present where tokens were counted. */
  tokens?: { base: string; maxLength: number };
  cost?: { epochs: number; tokensPerSecond?: number };
};

export function statisticsOf(source: StatisticsSource): DatasetStatistics {
  const { format, nRows, counts, rows, rowCounts, coverage } = source;
  const tokens = source.tokens === undefined ? null : tokenStatistics(rows, source.tokens);
  const hasSizes = (i: number): boolean => rows.nPromptCharacters(i) + rows.nAnswerCharacters(i) > 0;
  return {
    format,
    nRows,
    ...rowCounts,
    characters: lengthsOf(
      rows,
      hasSizes,
      (i) => rows.nPromptCharacters(i),
      (i) => rows.nAnswerCharacters(i),
    ),
    tokens,
    duplicates: duplicateCounts(rows),
    coverage: coverage ?? null,
    problems: counts,
    cost: source.cost === undefined || tokens === null ? null : costOf(tokens, source.cost),
  };
}

function tokenStatistics(
  rows: RowTable,
  { base, maxLength }: { base: string; maxLength: number },
): TokenStatistics | null {
  const has = (i: number): boolean => rows.hasTokens(i);
  const lengths = lengthsOf(
    rows,
    has,
    (i) => rows.nPromptTokens(i),
    (i) => rows.nResponseTokens(i),
    maxLength,
  );
  if (lengths === null) return null;
  let nRowsCut = 0;
  let nTokensCut = 0;
  for (let i = 0; i < rows.length; i++) {
    const nCut = rows.nPromptTokens(i) + rows.nResponseTokens(i) - maxLength;
    if (nCut <= 0) continue;
    nRowsCut++;
    nTokensCut += nCut;
  }
  const { prompt, response } = lengths;
  return {
    base,
    maxLength,
    nRows: prompt.n,
    nTokens: prompt.sum + response.sum,
    nTrained: response.sum,
    nRowsCut,
    nTokensCut,
    ...lengths,
  };
}

function lengthsOf(
  rows: RowTable,
  has: (index: number) => boolean,
  prompt: (index: number) => number,
  response: (index: number) => number,
  mark?: number,
): Lengths | null {
  const indexes = Array.from({ length: rows.length }, (_, i) => i).filter(has);
  const one = distributionOf(Float64Array.from(indexes, prompt), mark);
  const other = distributionOf(Float64Array.from(indexes, response), mark);
  return one === undefined || other === undefined ? null : { prompt: one, response: other };
}

function duplicateCounts(rows: RowTable): DuplicateCounts {
  const keys = new Set<number>();
  const prompts = new Set<number>();
  const counts: DuplicateCounts = { nEqualRows: 0, nRepeatedPrompts: 0 };
  for (let i = 0; i < rows.length; i++) {
    const [key, prompt] = [rows.key(i), rows.promptKey(i)];
    if (key !== 0 && keys.has(key)) counts.nEqualRows++;
    if (prompt !== 0 && prompts.has(prompt)) counts.nRepeatedPrompts++;
    keys.add(key);
    prompts.add(prompt);
  }
  return counts;
}

function costOf(
  { nTokens, nTokensCut }: TokenStatistics,
  { epochs, tokensPerSecond }: { epochs: number; tokensPerSecond?: number },
): Cost {
  const all = epochs * (nTokens - nTokensCut);
  return {
    epochs,
    nTokens: all,
    tokensPerSecond: tokensPerSecond ?? null,
    seconds: tokensPerSecond === undefined ? null : all / tokensPerSecond,
  };
}
