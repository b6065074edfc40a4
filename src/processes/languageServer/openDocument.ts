/** A dataset that is open in an editor: its lines, and their check, kept up to date edit by edit. */
import type { Diagnostic, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { NO_COLUMNS } from '../../dataset/columns.ts';
import { layoutOf } from '../../dataset/layout.ts';
import { readDatasetText, type ReadOptions } from '../../dataset/read.ts';
import { readRow } from '../../dataset/row.ts';
import { checkDataset } from '../../rules/check.ts';
import { DatasetCheck, type CheckResult } from '../../rules/datasetCheck.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { TextLines, type LineChange } from './textLines.ts';

export class OpenDocument {
  readonly uri: string;
  /** Ours: checked whatever is in it. Any other language: only when its rows have a known format. */
  readonly #isOwnLanguage: boolean;
  readonly #text: TextLines;
  #options: ReadOptions;
  #check: DatasetCheck;
  version: number;

  constructor(document: { uri: string; languageId: string; version: number; text: string }, options: ReadOptions) {
    this.uri = document.uri;
    this.version = document.version;
    this.#isOwnLanguage = document.languageId === 'instruction-jsonl';
    this.#text = new TextLines(document.text);
    this.#options = options;
    this.#check = new DatasetCheck(options);
    this.#read({ start: 0, nRemoved: 0, nAdded: this.#text.lines.length });
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    this.version = version;
    for (const change of changes) this.#read(this.#text.apply(change));
  }

  /** Reads everything anew where the options are others; tells whether they were. */
  configure(options: ReadOptions): boolean {
    if (JSON.stringify(options) === JSON.stringify(this.#options)) return false;
    this.#options = options;
    this.#check = new DatasetCheck(options);
    this.#read({ start: 0, nRemoved: 0, nAdded: this.#text.lines.length });
    return true;
  }

  diagnostics(): Diagnostic[] {
    const result = this.#result();
    if (!this.#isOwnLanguage && result.format === 'unknown') return [];
    return diagnosticsOf(result, this.uri);
  }

  /** Rows that are lines are kept edit by edit. The elements of an array have other bounds: it is read anew as a whole. */
  #result(): CheckResult {
    const { lines } = this.#text;
    if (layoutOf(lines, this.uri) === 'jsonl') return this.#check.result();
    return checkDataset(readDatasetText(lines.join('\n'), this.uri, this.#options), this.#options);
  }

  #read({ start, nRemoved, nAdded }: LineChange): void {
    const columns = this.#options.columns ?? NO_COLUMNS;
    const rows = this.#text.lines.slice(start, start + nAdded).map((line) => readRow(line, columns));
    this.#check.replace(start, nRemoved, rows);
  }
}
