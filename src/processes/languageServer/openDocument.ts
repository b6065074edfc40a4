/** A dataset that is open in an editor: its lines, and their check, kept up to date edit by edit. */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { NO_COLUMNS } from '../../dataset/columns.ts';
import { layoutOf, type Layout } from '../../dataset/layout.ts';
import { readDatasetText, type Dataset, type Position } from '../../dataset/read.ts';
import type { Run } from '../../dataset/runs.ts';
import { readRow, type RowFacts } from '../../dataset/row.ts';
import type { TokenOutcome } from '../../prompt/tokenFacts.ts';
import type { LanguageDocument, LanguageRow } from '../../language/document.ts';
import { DatasetCheck, type CheckResult, type ResultOptions, type UntokenizedRow } from '../../rules/datasetCheck.ts';
import type { RowTable } from '../../rules/rowTable.ts';
import type { ServerSettings } from './serverSettings.ts';
import { TextLines, type LineChange } from './textLines.ts';

const SMALL = { lines: 1000, characters: 1_000_000 };

export class OpenDocument {
  readonly uri: string;
  /** Ours: checked whatever is in it. Any other language: only when its rows have a known format. */
  readonly isOwnLanguage: boolean;
  readonly #text: TextLines;
  #settings: ServerSettings;
  /** Absent until it is asked for: settings that come right after the text do not have it read twice. */
  #check: DatasetCheck | undefined;
  #layout: Layout | undefined;
  /** The elements of an array have other bounds than lines: after an edit they are read anew as a whole. */
  #array: { dataset: Dataset; check: DatasetCheck } | undefined;
  version: number;

  constructor(document: { uri: string; languageId: string; version: number; text: string }, settings: ServerSettings) {
    this.uri = document.uri;
    this.version = document.version;
    this.isOwnLanguage = document.languageId === 'instruction-jsonl';
    this.#text = new TextLines(document.text);
    this.#settings = settings;
  }

  get lines(): readonly string[] {
    return this.#text.lines;
  }

  get settings(): ServerSettings {
    return this.#settings;
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    this.version = version;
    for (const change of changes) this.#update(this.#text.apply(change));
  }

  /** Tells whether they mean another check, which then starts anew. */
  configure(settings: ServerSettings): boolean {
    const before = this.#settings;
    this.#settings = settings;
    // Another base model makes other tokens: those of the one before must not be taken for its own.
    if (JSON.stringify(settings) === JSON.stringify(before)) return false;
    this.#check = undefined;
    this.#array = undefined;
    return true;
  }

  /** Rows that could be trained on and have no tokens yet, at most `limit` of them. */
  rowsWithoutTokens(limit: number): UntokenizedRow[] {
    const rows: UntokenizedRow[] = [];
    for (const row of this.#current().check.rowsWithoutTokens()) {
      rows.push(row);
      if (rows.length === limit) break;
    }
    return rows;
  }

  /** False where the row is another one by now. */
  setTokens(row: UntokenizedRow, outcome: TokenOutcome): boolean {
    return this.#current().check.setTokens(row, outcome);
  }

  result(options: ResultOptions = {}): CheckResult {
    return this.#current().check.result(options);
  }

  /** What is kept of every row; up to date after `result`. */
  get table(): RowTable {
    return this.#current().check.rows;
  }

  /** Of the rows that were counted; undefined before any was. */
  get nTrainedTokens(): number | undefined {
    const { table } = this;
    let n: number | undefined;
    for (let i = 0; i < table.length; i++) if (table.hasTokens(i)) n = (n ?? 0) + table.nTrainedTokens(i);
    return n;
  }

  /** The facts of a row, by index; undefined past the end. */
  row(index: number): RowFacts | undefined {
    return this.#current().check.row(index);
  }

  /** Values that go over several lines. */
  runs(): readonly Run[] {
    return this.#current().check.runs();
  }

  /** Compares rows for near-duplicates: true while there is more to do. */
  work(budgetMs: number): boolean {
    return this.#current().check.work(budgetMs);
  }

  /** Nothing is left for `work`. */
  get isChecked(): boolean {
    return this.#current().check.isDone;
  }

  /** So small that nobody waits for all of its check. */
  get isSmall(): boolean {
    if (this.lines.length > SMALL.lines) return false;
    return this.lines.reduce((n, { length }) => n + length, 0) <= SMALL.characters;
  }

  /** As it is now: to be used before the next edit. */
  view(): LanguageDocument {
    const { check, dataset } = this.#current();
    const row = (index: number): LanguageRow | undefined => {
      const facts = check.row(index);
      if (facts === undefined) return undefined;
      return { index, facts, start: dataset?.lines[index]?.start ?? { line: index, column: 0 } };
    };
    return {
      uri: this.uri,
      layout: dataset?.layout ?? 'jsonl',
      columns: this.#settings.check.columns ?? NO_COLUMNS,
      ...check.format(),
      tasks: this.#settings.check.brief?.brief?.tasks ?? [],
      nRows: dataset?.lines.length ?? this.lines.length,
      row,
      rowAt: (place) => row(dataset === undefined ? place.line : elementAt(dataset, place)),
    };
  }

  #current(): { check: DatasetCheck; dataset?: Dataset } {
    this.#layout ??= layoutOf(this.lines, this.uri);
    if (this.#layout === 'jsonl') return { check: (this.#check ??= this.#readAll()) };
    if (this.#array === undefined) {
      const dataset = readDatasetText(this.lines.join('\n'), this.uri, this.#settings.check);
      const { layout, arrayFaults, bom, lines } = dataset;
      const startOf = (index: number): Position => lines[index]!.start;
      const check = new DatasetCheck(this.#settings.check, { layout, arrayFaults, bom, startOf });
      check.replace(0, 0, lines);
      this.#array = { dataset, check };
    }
    return this.#array;
  }

  #readAll(): DatasetCheck {
    const check = new DatasetCheck(this.#settings.check);
    check.replace(0, 0, this.#rows(0, this.lines.length));
    return check;
  }

  #update({ start, nRemoved, nAdded }: LineChange): void {
    this.#layout = undefined;
    this.#array = undefined;
    this.#check?.replace(start, nRemoved, this.#rows(start, start + nAdded));
  }

  #rows(start: number, end: number): RowFacts[] {
    const columns = this.#settings.check.columns ?? NO_COLUMNS;
    return this.lines.slice(start, end).map((line) => readRow(line, columns));
  }
}

/** The last element that starts at or before a place; -1 where none does. */
function elementAt({ lines }: Dataset, { line, column }: Position): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { start } = lines[middle]!;
    if (start.line < line || (start.line === line && start.column <= column)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
