/** An open dataset as the language features see it: rows with their places, and what is known of the file. */
import type { BriefTask } from '../dataset/brief/fields.ts';
import type { Columns } from '../dataset/columns.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { Layout } from '../dataset/layout.ts';
import type { Position } from '../dataset/read.ts';
import type { RowFacts } from '../dataset/row.ts';
import type { Range } from 'vscode-languageserver/node';
import { rowRanges } from '../rules/rowRanges.ts';
import type { Place } from '../rules/rule.ts';
import type { Range0 } from '../dataset/problem.ts';

export type LanguageRow = {
  /** From 0; in JSONL the line. */
  index: number;
  facts: RowFacts;
  /** Where its text starts. */
  start: Position;
};

export type LanguageDocument = {
  uri: string;
  layout: Layout;
  format: FormatId | 'unknown';
  columns: Columns;
  /** A mapping to try, where the format is unknown. */
  suggestedColumns?: Columns;
  /** The tasks of the brief beside the file. */
  tasks: readonly BriefTask[];
  /** Blank ones too. */
  nRows: number;
  row: (index: number) => LanguageRow | undefined;
  /** The row that a place lies in or at the edge of. */
  rowAt: (place: Position) => LanguageRow | undefined;
};

/** The offset in a row's text of a place in the file. */
export function offsetIn({ facts, start }: LanguageRow, { line, column }: Position): number {
  if (line === start.line) return Math.max(0, column - start.column);
  let offset = 0;
  for (let at = start.line; at < line; at++) {
    const end = facts.text.indexOf('\n', offset);
    if (end < 0) return facts.text.length;
    offset = end + 1;
  }
  return offset + column;
}

/** The range in the file of a place in a row's text. */
export function rangeIn({ facts, start }: LanguageRow, place?: Place): Range {
  return toRange(rowRanges()(facts.text, place, start));
}

/** As the protocol has it. */
export const toRange = ({ startLine, startColumn, endLine, endColumn }: Range0): Range => ({
  start: { line: startLine, character: startColumn },
  end: { line: endLine, character: endColumn },
});
