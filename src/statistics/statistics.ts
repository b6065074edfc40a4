/** What a dataset is like, in numbers: for the command line and for the statistics panel alike. Plain data. */
import type { TaskCoverage } from '../dataset/brief/coverage.ts';
import type { Severity } from '../dataset/problem.ts';
import type { Counts } from '../rules/problemCounts.ts';
import type { RowTable } from '../rules/rowTable.ts';
import { distributionOf } from './distribution.ts';
import type { RowCounts } from './rowCounts.ts';
import type { CodeStatistics, Cost, DatasetStatistics, DuplicateCounts, Lengths, TokenStatistics } from './types.ts';

export type StatisticsSource = {
  format: string;
  nRows: number;
  counts: Counts;
  rows: RowTable;
  rowCounts: RowCounts;
  coverage?: TaskCoverage;
  nNearDuplicates?: number;
  /** Present where tokens were counted. */
  tokens?: { base: string; maxLength: number };
  cost?: { epochs: number; tokensPerSecond?: number };
};

export function statisticsOf(source: StatisticsSource): DatasetStatistics {
  const { format, nRows, counts, rows, rowCounts, coverage, nNearDuplicates } = source;
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
    duplicates: { ...duplicateCounts(rows), nNearDuplicates: nNearDuplicates ?? null },
    coverage: coverage ?? null,
    problems: problemStatistics(counts),
    cost: source.cost === undefined || tokens === null ? null : costOf(tokens, source.cost),
  };
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information'];

function problemStatistics({
  errors,
  warnings,
  information,
  byCode,
  firstOfCode,
}: Counts): DatasetStatistics['problems'] {
  const rank = ({ severity }: CodeStatistics): number => SEVERITIES.indexOf(severity);
  const codes = Object.entries(firstOfCode)
    .map(([code, { severity, line, column }]) => ({
      ...{ code, severity, n: byCode[code] ?? 0 },
      ...{ line: line + 1, column: column + 1 },
    }))
    .sort((a, b) => rank(a) - rank(b) || b.n - a.n || a.code.localeCompare(b.code));
  return { errors, warnings, information, codes };
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
  let nTrained = 0;
  for (let i = 0; i < rows.length; i++) {
    nTrained += rows.nTrainedTokens(i);
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
    nTrained,
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

function duplicateCounts(rows: RowTable): Omit<DuplicateCounts, 'nNearDuplicates'> {
  const keys = new Set<number>();
  const prompts = new Set<number>();
  const counts = { nEqualRows: 0, nRepeatedPrompts: 0 };
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
