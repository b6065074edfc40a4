/** The check of one dataset, whole or edit by edit: rows are replaced, only those are read and checked again, and facts of the whole file are kept up to date. */
import { NO_COLUMNS } from '../dataset/columns.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { Problem, Range0, Severity } from '../dataset/problem.ts';
import { formatOf, type Dataset, type Position, type ReadOptions } from '../dataset/read.ts';
import type { RowFacts } from '../dataset/row.ts';
import { findRuns } from '../dataset/runs.ts';
import { checkRow } from './checkRow.ts';
import { rowRanges } from './rowRanges.ts';
import type { CheckedRow, FileContext, Place } from './rule.ts';
import { RULES } from './rules.ts';

/** Problems by severity and by code. */
type Counts = { errors: number; warnings: number; information: number; byCode: Record<string, number> };

export type CheckResult = {
  format: FormatId | 'unknown';
  /** Rows that are not blank; a value over several lines is one. */
  nRows: number;
  /** In file order. */
  problems: Problem[];
  counts: Counts;
  suggestedColumns?: ReadOptions['columns'];
};

/** What only the reader of a whole file knows. */
export type Surroundings = Pick<Dataset, 'layout' | 'arrayFaults' | 'bom'> & {
  /** Where a row starts, by index; in JSONL the line of the same index. */
  startOf: (index: number) => Position;
};

const JSONL: Surroundings = {
  layout: 'jsonl',
  arrayFaults: [],
  bom: false,
  startOf: (line) => ({ line, column: 0 }),
};

export class DatasetCheck {
  readonly #options: ReadOptions;
  readonly #surroundings: Surroundings;
  /** A row's check is absent until it is asked for, and after the file's format has changed. */
  #rows: { facts: RowFacts; checked?: CheckedRow }[] = [];
  readonly #hashes = new Map<string, number>();
  readonly #repeated = new Set<string>();
  #format: FormatId | 'unknown' = 'unknown';

  constructor(options: ReadOptions, surroundings: Surroundings = JSONL) {
    this.#options = options;
    this.#surroundings = surroundings;
  }

  /** Puts `rows` in the place of `nRemoved` rows from `start` on. */
  replace(start: number, nRemoved: number, rows: readonly RowFacts[]): void {
    const added = rows.map((facts) => ({ facts }));
    const removed = this.#rows.slice(start, start + nRemoved);
    // Most edits keep the number of rows. Spreading into splice has a limit of arguments, so others build a new list.
    if (removed.length === added.length) for (const [i, row] of added.entries()) this.#rows[start + i] = row;
    else this.#rows = this.#rows.slice(0, start).concat(added, this.#rows.slice(start + nRemoved));
    for (const { facts } of removed) this.#count(facts.hash, -1);
    for (const { facts } of added) this.#count(facts.hash, 1);
  }

  result(): CheckResult {
    const { format, suggestedColumns } = formatOf(nonBlank(this.#rows), this.#options);
    const rows = this.#check(format);
    const runs = this.#surroundings.layout === 'jsonl' ? findRuns(rows) : [];
    const columns = this.#options.columns ?? NO_COLUMNS;
    const ranges = rowRanges();
    const rangeOf = (index: number, place?: Place): Range0 =>
      ranges(rows[index]!.facts.text, place, this.#surroundings.startOf(index));
    const context: FileContext = {
      rows,
      format,
      columns,
      runs,
      repeated: this.#repeated,
      ...this.#surroundings,
      ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
      rangeOf,
      rowNumber: (index) => index + 1,
    };
    const problems = [...rowProblems(context), ...fileProblems(context)].sort(
      (a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn,
    );
    let nRows = 0;
    for (const { facts } of rows) if (!facts.blank) nRows++;
    for (const run of runs) for (let i = run.start + 1; i < run.end; i++) if (!rows[i]!.facts.blank) nRows--;
    return {
      format,
      nRows,
      problems,
      counts: countProblems(problems),
      ...(suggestedColumns === undefined ? {} : { suggestedColumns }),
    };
  }

  #check(format: FormatId | 'unknown'): CheckedRow[] {
    const isSame = format === this.#format;
    this.#format = format;
    const columns = this.#options.columns ?? NO_COLUMNS;
    return this.#rows.map((row) => {
      if (!isSame || row.checked === undefined) row.checked = checkRow(row.facts, format, columns);
      return row.checked;
    });
  }

  #count(hash: string, change: 1 | -1): void {
    if (hash === '') return;
    const n = (this.#hashes.get(hash) ?? 0) + change;
    if (n === 0) this.#hashes.delete(hash);
    else this.#hashes.set(hash, n);
    if (n > 1) this.#repeated.add(hash);
    else this.#repeated.delete(hash);
  }
}

function* nonBlank(rows: Iterable<{ facts: RowFacts }>): Generator<RowFacts> {
  for (const { facts } of rows) if (!facts.blank) yield facts;
}

function rowProblems({ rows, runs, rangeOf }: FileContext): Problem[] {
  const problems: Problem[] = [];
  let next = 0;
  for (const [index, { findings }] of rows.entries()) {
    while (next < runs.length && runs[next]!.end <= index) next++;
    const run = runs[next];
    if (run !== undefined && index >= run.start) continue; // said once, for the whole run
    for (const { code, finding } of findings)
      problems.push({
        code,
        severity: finding.severity ?? severityOf(code),
        message: finding.message,
        range: rangeOf(index, finding.place),
        ...(finding.related === undefined
          ? {}
          : { related: finding.related.map(({ place, message }) => ({ range: rangeOf(index, place), message })) }),
      });
  }
  return problems;
}

function fileProblems(context: FileContext): Problem[] {
  return RULES.flatMap(({ code, severity, file }) =>
    (file?.(context) ?? []).map((finding) => ({ code, severity, ...finding })),
  );
}

const SEVERITIES = new Map(RULES.map(({ code, severity }) => [code, severity]));
const severityOf = (code: string): Severity => SEVERITIES.get(code) ?? 'error';

function countProblems(problems: readonly Problem[]): Counts {
  const counts: Counts = { errors: 0, warnings: 0, information: 0, byCode: {} };
  for (const { severity, code } of problems) {
    counts[severity === 'error' ? 'errors' : severity === 'warning' ? 'warnings' : 'information']++;
    counts.byCode[code] = (counts.byCode[code] ?? 0) + 1;
  }
  return counts;
}
