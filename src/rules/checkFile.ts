/**
 * The check of a file from disk, batch by batch: rows are read, checked and forgotten, and of each only some numbers are kept
 * (rowTable.ts), so that a file of a gigabyte fits. A JSON array is read as a whole.
 */
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { NO_COLUMNS, type Columns } from '../dataset/columns.ts';
import { SAMPLE_ROWS } from '../dataset/detect.ts';
import type { FormatId } from '../dataset/formats.ts';
import { layoutOf } from '../dataset/layout.ts';
import { addLines, lineBatches, noLines, type Lines } from '../dataset/lines.ts';
import type { Problem, Range0 } from '../dataset/problem.ts';
import { formatOf, readDatasetLines, type Dataset } from '../dataset/read.ts';
import { readRow, type RowFacts } from '../dataset/row.ts';
import { sampleHash } from '../dataset/rowKeys.ts';
import type { Sample } from '../dataset/sample.ts';
import { sampleOf } from '../dataset/samples.ts';
import { countRows, findRuns, findRunsSoFar, type Run } from '../dataset/runs.ts';
import { datasetCheckOf } from './check.ts';
import { checkRow, NO_FINDINGS, placesOfUnknown, type RowCheck } from './checkRow.ts';
import { checkTokens, type RowTokens } from './checkTokens.ts';
import { comparesAlways, repeatsOf, coverageOf, JSONL, type CheckOptions, type CheckResult } from './datasetCheck.ts';
import type { TokenOutcome } from '../prompt/tokenFacts.ts';
import { foundInFile, foundInRow } from './fileProblems.ts';
import { createFileNearDuplicates } from './fileNearDuplicates.ts';
import { MAX_COMPARED_ROWS, nearDuplicate } from './nearDuplicate.ts';
import { addCount, noCounts } from './problemCounts.ts';
import { repeatedAmong } from './repeatedRows.ts';
import { RowTable } from './rowTable.ts';
import type { FileContext, Place } from './rule.ts';
import { activeRules } from './ruleSettings.ts';

export type FileSummary = Pick<
  CheckResult,
  'format' | 'nRows' | 'counts' | 'suggestedColumns' | 'coverage' | 'nNearDuplicates'
> & {
  /** What is kept of every row. */
  rows: RowTable;
};

/** Tokens of rows, one outcome a row, in order: what a base model makes of them. */
export type TokenSource = (rows: readonly { hash: string; sample: Sample }[]) => Promise<TokenOutcome[]>;

export type FileCheckOptions = CheckOptions & {
  tokens?: TokenSource;
  /** Called with each row that is not blank, in file order, while its value is at hand. */
  onRow?: (row: RowFacts) => void;
  /** Keep how long prompts and answers are, for statistics: 8 bytes a row. */
  sizes?: boolean;
};

/** What a batch of whole-file problems is gathered to. */
const BATCH = 200;

/**
 * Problems as they are found: those of rows in file order, then those of the whole file. The file is read once, so it may be a pipe.
 * Throws UserError where it cannot be had.
 */
export async function* checkFile(path: string, options: FileCheckOptions = {}): AsyncGenerator<Problem[], FileSummary> {
  const batches = lineBatches(path);
  const head = noLines();
  let nRows = 0;
  while (nRows < SAMPLE_ROWS) {
    const { value, done } = await batches.next();
    if (done === true) break;
    addLines(head, value);
    for (const line of value.lines) if (line.trim() !== '') nRows++;
  }
  if (layoutOf(head.lines, path) === 'jsonl') return yield* checkLines(path, head, batches, options);
  for await (const batch of batches) addLines(head, batch);
  const result = await checkArray(readDatasetLines(head, path, options), options);
  yield result.problems;
  return result;
}

async function checkArray(dataset: Dataset, options: FileCheckOptions): Promise<CheckResult & FileSummary> {
  const check = datasetCheckOf(dataset, options);
  if (options.tokens !== undefined) {
    const rows = [...check.rowsWithoutTokens()];
    const outcomes = await options.tokens(rows);
    for (const [i, row] of rows.entries()) check.setTokens(row, outcomes[i]!);
  }
  check.work();
  if (options.onRow !== undefined) for (const row of dataset.rows) options.onRow(row);
  return { ...check.result(), rows: check.rows };
}

async function* checkLines(
  path: string,
  head: Lines,
  rest: AsyncIterable<Lines>,
  options: FileCheckOptions,
): AsyncGenerator<Problem[], FileSummary> {
  const columns = options.columns ?? NO_COLUMNS;
  const read = ({ lines, invalid }: Lines): RowFacts[] =>
    lines.map((text, i) => readRow(text, columns, invalid.get(i)));
  let waiting = read(head);
  let { bom, loneCr } = head;
  let nLines = head.lines.length;
  const { format, suggestedColumns } = formatOf(
    waiting.filter(({ blank }) => !blank),
    options,
  );
  const rules = activeRules(options);
  const counts = noCounts();
  const nExpected = await expectedRows(path, head);
  const file = createFacts(nExpected);
  const maxRows = comparesAlways(options) ? Infinity : MAX_COMPARED_ROWS;
  const near = rules.file.some(({ code }) => code === nearDuplicate.code)
    ? createFileNearDuplicates(format, columns, maxRows, nExpected)
    : undefined;
  let nRows = 0;

  const check = async (facts: readonly RowFacts[], runs: readonly Run[]): Promise<Problem[]> => {
    const tokens = await tokensOf(facts, { format, columns }, options.tokens);
    const first = file.table.length;
    const problems: Problem[] = [];
    let next = 0;
    for (const [i, row] of facts.entries()) {
      const checked = checkRow(row, format, columns, rules, options.sizes === true);
      file.add(row, checked, columns);
      near?.add(row);
      while (next < runs.length && runs[next]!.end <= i) next++;
      if (!row.blank && !(next < runs.length && i > runs[next]!.start)) options.onRow?.(row);
      if (next < runs.length && i >= runs[next]!.start) continue; // said once, for the whole run
      const rowTokens = tokens?.get(row);
      const late = rowTokens === undefined ? NO_FINDINGS : checkTokens(row, format, columns, rules, rowTokens);
      if (rowTokens !== undefined && 'facts' in rowTokens.outcome)
        file.table.setTokens(first + i, rowTokens.outcome.facts);
      for (const finding of late.length === 0 ? checked.findings : [...checked.findings, ...late]) {
        const found = foundInRow(first + i, finding, JSONL.startOf, file.rangeOf, rules);
        addCount(counts, found);
        problems.push(found.problem(false));
      }
    }
    for (const run of runs) file.runs.push({ ...run, start: run.start + first, end: run.end + first });
    nRows += countRows({ length: facts.length, isBlank: (i) => facts[i]!.blank }, runs);
    return problems;
  };

  const checkDecided = async (): Promise<Problem[]> => {
    const { runs, nDecided } = findRunsSoFar(waiting);
    const problems = await check(waiting.slice(0, nDecided), runs);
    waiting = waiting.slice(nDecided);
    return problems;
  };
  yield await checkDecided();
  for await (const batch of rest) {
    bom ||= batch.bom;
    if (batch.loneCr !== undefined) loneCr ??= nLines + batch.loneCr;
    nLines += batch.lines.length;
    for (const row of read(batch)) waiting.push(row);
    yield await checkDecided();
  }
  yield await check(waiting, findRuns(waiting));

  const nearDuplicates = await near?.find(path, file.repeats());
  const context = file.context({
    format,
    columns,
    bom,
    ...(loneCr === undefined ? {} : { loneCr }),
    ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
    ...(nearDuplicates === undefined ? {} : { nearDuplicates }),
  });
  let problems: Problem[] = [];
  for (const found of foundInFile(context, rules)) {
    addCount(counts, found);
    problems.push(found.problem(false));
    if (problems.length < BATCH) continue;
    yield problems;
    // Ctrl+C and pending writes get through between batches.
    await setImmediate();
    problems = [];
  }
  yield problems;
  return {
    format,
    nRows,
    counts,
    ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
    ...coverageOf(options, file.table, nRows),
    ...(typeof nearDuplicates === 'object' ? { nNearDuplicates: nearDuplicates.length } : {}),
    rows: file.table,
  };
}

/** More are not expected, as the first rows may be the short ones. */
const MAX_EXPECTED = 4_000_000;

/** How many rows a file has, as its first ones say, and some more; 0 where its size says nothing. */
async function expectedRows(path: string, { lines }: Lines): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || path.endsWith('.gz')) return 0;
  const nBytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  return Math.min(MAX_EXPECTED, Math.ceil((1.1 * found.size * lines.length) / nBytes));
}

/** The tokens of the rows that could be trained on. */
async function tokensOf(
  facts: readonly RowFacts[],
  file: { format: FormatId | 'unknown'; columns: Columns },
  source: TokenSource | undefined,
): Promise<Map<RowFacts, RowTokens> | undefined> {
  if (source === undefined) return undefined;
  const rows = facts.flatMap((row) => {
    const sample = row.blank ? { code: '' } : sampleOf(row, file);
    return 'code' in sample ? [] : [{ row, hash: sampleHash(row.value, file.format, file.columns), sample }];
  });
  const outcomes = await source(rows);
  return new Map(rows.map(({ row, sample }, i) => [row, { sample, outcome: outcomes[i]! }]));
}

type Facts = {
  table: RowTable;
  runs: Run[];
  add: (row: RowFacts, check: RowCheck, columns: CheckOptions['columns'] & object) => void;
  rangeOf: (index: number, place?: Place) => Range0;
  context: (
    of: Pick<FileContext, 'format' | 'columns' | 'bom' | 'loneCr' | 'suggestedColumns' | 'nearDuplicates'>,
  ) => FileContext;
  /** Rows that are equal to one before them. */
  repeats: () => (index: number) => boolean;
};

/** What whole-file rules will ask for, gathered row by row. */
function createFacts(nExpected: number): Facts {
  const table = new RowTable();
  table.reserve(nExpected);
  const runs: Run[] = [];
  const length = (): number => table.length;
  const rows = repeatedAmong({ length, at: (index) => table.key(index) });
  const prompts = repeatedAmong({ length, at: (index) => table.promptKey(index) });
  /** The first of each label, while its row is at hand. */
  const unknownPlaces = new Map<string, Place>();
  const rangeOf = (index: number, place?: Place): Range0 => {
    const { start, end } = place ?? table.place(index);
    return { startLine: index, startColumn: start, endLine: index, endColumn: end };
  };
  return {
    table,
    runs,
    rangeOf,
    repeats: () => repeatsOf(table.length, rows),
    add: (row, { digest, unknownFields }, columns) => {
      table.push(digest);
      if (digest.unknownLabels.every((label) => unknownPlaces.has(label))) return;
      for (const [label, place] of placesOfUnknown(row, unknownFields, columns))
        if (!unknownPlaces.has(label)) unknownPlaces.set(label, place);
    },
    context: (of) => ({
      rows: table,
      ...of,
      layout: 'jsonl',
      arrayFaults: [],
      runs,
      repeated: { rows, prompts },
      rangeOf,
      placeOfUnknown: (index, label) => unknownPlaces.get(label) ?? table.place(index),
      rowNumber: (index) => index + 1,
    }),
  };
}
