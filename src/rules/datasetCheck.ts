/** The check of one dataset, whole or edit by edit: rows are replaced, only those are read and checked again, and facts of the whole file are kept up to date. */
import { NO_COLUMNS } from '../dataset/columns.ts';
import { taskCoverage, type TaskCoverage } from '../dataset/brief/coverage.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { Problem, Range0 } from '../dataset/problem.ts';
import { NearDuplicates } from '../dataset/nearDuplicates.ts';
import { formatOf, type Dataset, type Position, type ReadOptions } from '../dataset/read.ts';
import type { RowFacts } from '../dataset/row.ts';
import { sampleHash } from '../dataset/rowKeys.ts';
import type { Sample } from '../dataset/sample.ts';
import { sampleOf } from '../dataset/samples.ts';
import type { TokenOutcome } from '../prompt/tokenFacts.ts';
import { countRows, findRuns, type Run } from '../dataset/runs.ts';
import { checkRow, NO_FINDINGS, nearTexts, placesOfUnknown, type RowCheck } from './checkRow.ts';
import { checkTokens } from './checkTokens.ts';
import { MAX_COMPARED_ROWS, nearDuplicate } from './nearDuplicate.ts';
import { foundInFile, foundInRow, type Found } from './fileProblems.ts';
import { wholePlace } from './locate.ts';
import { addCount, noCounts, type Counts } from './problemCounts.ts';
import { RepeatedRows } from './repeatedRows.ts';
import { rowRanges } from './rowRanges.ts';
import { RowTable } from './rowTable.ts';
import type { FileContext, Place, Repeated } from './rule.ts';
import { activeRules, type ActiveRules, type RuleSettings } from './ruleSettings.ts';

export type CheckOptions = ReadOptions & RuleSettings;

export type CheckResult = {
  format: FormatId | 'unknown';
  /** Rows that are not blank; a value over several lines is one. */
  nRows: number;
  /** In file order. */
  problems: Problem[];
  /** Of all problems, also those that were left out. */
  counts: Counts;
  /** Where the last problem of the worst severity starts. */
  lastLine: number;
  suggestedColumns?: ReadOptions['columns'];
  /** How the rows are spread over the tasks of the brief; absent without one that can be used. */
  coverage?: TaskCoverage;
  /** Rows that are almost the same as one before them, as far as they were compared; absent where they are not. */
  nNearDuplicates?: number;
};

export type ResultOptions = {
  /** The worst ones, at most. */
  limit?: number;
  /** Only problems that start on these lines, `end` exclusive, or in the value over several lines that they begin in. Counts are of these alone. */
  lines?: { start: number; end: number };
  withFixes?: boolean;
};

/** A row whose tokens are wanted: `hash` names it in caches. */
export type UntokenizedRow = { index: number; facts: RowFacts; hash: string; sample: Sample };

/** What only the reader of a whole file knows. */
export type Surroundings = Pick<Dataset, 'layout' | 'arrayFaults' | 'bom' | 'loneCr'> & {
  /** Where a row starts, by index; in JSONL the line of the same index. */
  startOf: (index: number) => Position;
};

export const JSONL: Surroundings = {
  layout: 'jsonl',
  arrayFaults: [],
  bom: false,
  startOf: (line) => ({ line, column: 0 }),
};

export class DatasetCheck {
  readonly #options: CheckOptions;
  readonly #rules: ActiveRules;
  readonly #surroundings: Surroundings;
  #facts: RowFacts[] = [];
  /** A row's check is absent until it is asked for, and after the file's format has changed. */
  #checks: (RowCheck | undefined)[] = [];
  readonly #table = new RowTable();
  #rows = this.#repeated((index) => this.#table.key(index));
  #prompts = this.#repeated((index) => this.#table.promptKey(index));
  /** Absent where the rule is off. */
  readonly #near: NearDuplicates | undefined;
  #format: FormatId | 'unknown' = 'unknown';

  constructor(options: CheckOptions, surroundings: Surroundings = JSONL) {
    this.#options = options;
    this.#rules = activeRules(options);
    this.#surroundings = surroundings;
    if (!this.#rules.file.some(({ code }) => code === nearDuplicate.code)) return;
    const columns = options.columns ?? NO_COLUMNS;
    this.#near = new NearDuplicates(
      (index) => nearTexts(this.#facts[index]!, this.#format, columns),
      () => repeatsOf(this.#table.length, this.#rows),
    );
  }

  /** Puts `rows` in the place of `nRemoved` rows from `start` on. */
  replace(start: number, nRemoved: number, rows: readonly RowFacts[]): void {
    for (let i = start; i < start + nRemoved; i++) this.#forget(i);
    // Most edits keep the number of rows. Spreading into splice has a limit of arguments, so others build new lists.
    if (nRemoved === rows.length) {
      for (const [i, row] of rows.entries()) this.#facts[start + i] = row;
      this.#checks.fill(undefined, start, start + nRemoved);
    } else {
      this.#facts = this.#facts.slice(0, start).concat(rows, this.#facts.slice(start + nRemoved));
      const added = new Array<undefined>(rows.length).fill(undefined);
      this.#checks = this.#checks.slice(0, start).concat(added, this.#checks.slice(start + nRemoved));
    }
    this.#table.replace(start, nRemoved, rows.length);
    this.#rows.move(start, nRemoved, rows.length);
    this.#prompts.move(start, nRemoved, rows.length);
    this.#near?.replace(start, nRemoved, rows.length);
  }

  /** Nothing is left for `work`. */
  get isDone(): boolean {
    return this.#near === undefined || this.#near.isDone || !this.#compares();
  }

  /** Compares rows for near-duplicates, which takes longer than the rest: true while there is more to do. Results have those found so far. */
  work(budgetMs = Infinity): boolean {
    if (this.#near === undefined || this.isDone) return false;
    this.#checkRows(this.format().format);
    return this.#near.work(budgetMs);
  }

  #compares(): boolean {
    return this.#table.length <= MAX_COMPARED_ROWS || comparesAlways(this.#options);
  }

  /** Rows that could be trained on and have no tokens yet, from the first on. */
  *rowsWithoutTokens(): Generator<UntokenizedRow> {
    const { format } = this.format();
    this.#checkRows(format);
    const columns = this.#options.columns ?? NO_COLUMNS;
    for (let index = 0; index < this.#facts.length; index++) {
      const check = this.#checks[index]!;
      if (check.tokens !== undefined) continue;
      const facts = this.#facts[index]!;
      const sample = facts.blank ? { code: '' } : sampleOf(facts, { format, columns });
      if ('code' in sample) check.tokens = NO_FINDINGS;
      else yield { index, facts, hash: sampleHash(facts.value, format, columns), sample };
    }
  }

  /** What came of a row that `rowsWithoutTokens` gave; false where the row is another one by now. */
  setTokens({ index, facts, sample }: UntokenizedRow, outcome: TokenOutcome): boolean {
    const check = this.#checks[index];
    if (this.#facts[index] !== facts || check === undefined) return false;
    const columns = this.#options.columns ?? NO_COLUMNS;
    check.tokens = checkTokens(facts, this.#format, columns, this.#rules, { sample, outcome });
    if (check.tokens.length > 0) this.#table.setFound(index);
    if ('facts' in outcome) this.#table.setTokens(index, outcome.facts);
    return true;
  }

  /** What is kept of every row; up to date after `result`. */
  get rows(): RowTable {
    return this.#table;
  }

  /** The facts of a row, by index; undefined past the end. */
  row(index: number): RowFacts | undefined {
    return this.#facts[index];
  }

  /** From the first rows alone: asked for at any time, it checks nothing. */
  format(): ReturnType<typeof formatOf> {
    return formatOf(nonBlank(this.#facts), this.#options);
  }

  result({ limit = Infinity, lines, withFixes = false }: ResultOptions = {}): CheckResult {
    const { format, suggestedColumns } = this.format();
    this.#checkRows(format);
    const runs = this.#runs();
    const context = this.#context(format, runs, suggestedColumns);
    const counts = noCounts();
    const bySeverity: Record<Problem['severity'], Found[]> = { error: [], warning: [], information: [] };
    const from = lines?.start ?? 0;
    const start = Math.min(from, runs.find(({ end }) => from < end)?.start ?? from);
    const add = (found: Found): void => {
      if (lines !== undefined && (found.line < start || found.line >= lines.end)) return;
      addCount(counts, found);
      bySeverity[found.severity].push(found);
    };
    for (const found of this.#foundInRows(context)) add(found);
    for (const found of foundInFile(context, this.#rules)) add(found);
    const all = [...bySeverity.error, ...bySeverity.warning, ...bySeverity.information];
    const worst = [bySeverity.error, bySeverity.warning, bySeverity.information].find(({ length }) => length > 0) ?? [];
    const problems = all
      .slice(0, limit)
      .map(({ problem }) => problem(withFixes))
      .sort((a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn);
    const near = context.nearDuplicates;
    const nRows = countRows(this.#table, runs);
    return {
      format,
      nRows,
      ...(typeof near === 'object' ? { nNearDuplicates: near.length } : {}),
      problems,
      counts,
      lastLine: worst.reduce((last, { line }) => Math.max(last, line), 0),
      ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
      ...coverageOf(this.#options, this.#table, nRows),
    };
  }

  /** Values that go over several lines. */
  runs(): readonly Run[] {
    this.#checkRows(this.format().format);
    return this.#runs();
  }

  #runs(): Run[] {
    return this.#surroundings.layout === 'jsonl' ? findRuns(this.#facts, (line) => this.#table.nextBroken(line)) : [];
  }

  #context(format: FormatId | 'unknown', runs: readonly Run[], suggestedColumns: CheckOptions['columns']): FileContext {
    const ranges = rowRanges();
    const columns = this.#options.columns ?? NO_COLUMNS;
    // Labels of one row are asked for one after the other: it is parsed once for all of them.
    let known: { index: number; places: ReadonlyMap<string, Place> } | undefined;
    return {
      rows: this.#table,
      format,
      columns,
      runs,
      repeated: { rows: this.#rows, prompts: this.#prompts },
      layout: this.#surroundings.layout,
      ...(this.#near === undefined ? {} : { nearDuplicates: this.#compares() ? this.#near.pairs : 'not compared' }),
      arrayFaults: this.#surroundings.arrayFaults,
      bom: this.#surroundings.bom,
      ...(this.#surroundings.loneCr === undefined ? {} : { loneCr: this.#surroundings.loneCr }),
      ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
      textOf: (index) => this.#facts[index]!.text,
      rangeOf:
        this.#surroundings.layout === 'jsonl'
          ? (index, place) => lineRange(index, place ?? this.#table.place(index))
          : (index, place) => ranges(this.#facts[index]!.text, place, this.#surroundings.startOf(index)),
      placeOfUnknown: (index, label) => {
        const row = this.#facts[index]!;
        if (known?.index !== index)
          known = { index, places: placesOfUnknown(row, this.#checks[index]?.unknownFields ?? [], columns) };
        return known.places.get(label) ?? wholePlace(row.text);
      },
      rowNumber: (index) => index + 1,
    };
  }

  *#foundInRows(context: FileContext): Generator<Found> {
    const { runs, rangeOf } = context;
    let next = 0;
    // Most rows have none; looking at each check would wait for memory.
    for (let index = this.#table.nextFound(0); index >= 0; index = this.#table.nextFound(index + 1)) {
      const { findings, tokens = NO_FINDINGS } = this.#checks[index]!;
      while (next < runs.length && runs[next]!.end <= index) next++;
      const run = runs[next];
      if (run !== undefined && index >= run.start) continue; // said once, for the whole run
      for (const list of [findings, tokens])
        for (const finding of list)
          yield foundInRow(index, finding, this.#surroundings.startOf, rangeOf, this.#rules, context);
    }
  }

  #checkRows(format: FormatId | 'unknown'): void {
    if (format !== this.#format) {
      this.#format = format;
      this.#checks.fill(undefined);
      this.#near?.replace(0, this.#facts.length, this.#facts.length);
      this.#rows = this.#repeated((index) => this.#table.key(index));
      this.#prompts = this.#repeated((index) => this.#table.promptKey(index));
    }
    const columns = this.#options.columns ?? NO_COLUMNS;
    for (let i = 0; i < this.#facts.length; i++) {
      if (this.#checks[i] !== undefined) continue;
      const check = checkRow(this.#facts[i]!, format, columns, this.#rules);
      this.#checks[i] = check;
      this.#table.set(i, check.digest);
      if (check.findings.length > 0) this.#table.setFound(i);
      this.#rows.add(check.digest.key);
      this.#prompts.add(check.digest.promptKey);
    }
  }

  #forget(index: number): void {
    const digest = this.#checks[index]?.digest;
    if (digest === undefined) return;
    this.#rows.remove(digest.key);
    this.#prompts.remove(digest.promptKey);
  }

  #repeated(at: (index: number) => number): RepeatedRows {
    return new RepeatedRows({ length: () => this.#table.length, at });
  }
}

/** Expects rows that have been checked. */
export function coverageOf({ brief }: CheckOptions, rows: RowTable, nRows: number): Pick<CheckResult, 'coverage'> {
  return brief?.brief === undefined ? {} : { coverage: taskCoverage(brief.brief, rows, nRows) };
}

/** A level for the rule says that it is wanted however long it takes. */
export const comparesAlways = ({ rules }: CheckOptions): boolean => rules?.[nearDuplicate.code] !== undefined;

/** Rows that are equal to one before them. */
export function repeatsOf(nRows: number, repeated: Repeated): (index: number) => boolean {
  const repeats = new Uint8Array(nRows);
  const { indexes, firsts } = repeated.keys();
  for (let place = 0; place < indexes.length; place++) if (firsts[place] !== place) repeats[indexes[place]!] = 1;
  return (index) => repeats[index] === 1;
}

const lineRange = (line: number, { start, end }: Place): Range0 => ({
  startLine: line,
  startColumn: start,
  endLine: line,
  endColumn: end,
});

function* nonBlank(rows: Iterable<RowFacts>): Generator<RowFacts> {
  for (const facts of rows) if (!facts.blank) yield facts;
}
