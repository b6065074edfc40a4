/** What a rule is: the words for its page, and what it finds in a row or in the file as a whole. */
import type { JsonObject, JsonValue } from '../common/json.ts';
import type { Columns, Path } from '../dataset/columns.ts';
import type { Turn } from '../dataset/conversation.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { Problem, Range0, Severity } from '../dataset/problem.ts';
import type { RowFacts } from '../dataset/row.ts';
import type { SchemaError, UnknownField } from '../dataset/schema.ts';
import type { Dataset } from '../dataset/read.ts';
import type { Run } from '../dataset/runs.ts';

/** Half-open offsets in a row's text. */
export type Place = { start: number; end: number };

/** A problem within one row; it does not know where the row stands. */
export type Finding = {
  severity?: Severity;
  message: string;
  place: Place;
  related?: { place: Place; message: string }[];
};

/** A row with its meaning, worked out once for all rules. */
export type RowContext = {
  row: RowFacts;
  format: FormatId | 'unknown';
  columns: Columns;
  /** Present if the row is an object (or a list of messages) and not of another format than its file. */
  fields?: JsonObject;
  schemaErrors: readonly SchemaError[];
  unknownFields: readonly UnknownField[];
  /** Present for a conversation without schema errors. */
  turns?: readonly Turn[];
  /** The key or the value at a path of `fields`, in the row's text; the nearest thing around it where it is not there. */
  at: (part: 'key' | 'value' | 'brace', path: Path) => Place;
};

/** A row of the file with what the row rules found. */
export type CheckedRow = {
  facts: RowFacts;
  findings: readonly { code: string; finding: Finding }[];
  /** Fields the format does not have, slips of the pen left out: those have findings. */
  unknownFields: readonly UnknownField[];
  /** Where the first unknown field with a label stands; worked out when first asked for, as few rows are. */
  placeOfUnknown: (label: string) => Place;
};

export type FileContext = {
  rows: readonly CheckedRow[];
  format: FormatId | 'unknown';
  columns: Columns;
  suggestedColumns?: Columns;
  layout: Dataset['layout'];
  arrayFaults: Dataset['arrayFaults'];
  bom: boolean;
  runs: readonly Run[];
  /** Hashes that more than one row has. */
  repeated: ReadonlySet<string>;
  /** The range in the file of a place in a row; of the whole row without one. */
  rangeOf: (index: number, place?: Place) => Range0;
  /** The number people know the row by, from 1. */
  rowNumber: (index: number) => number;
};

type FileFinding = {
  severity?: Severity;
  message: string;
  range: Range0;
  related?: NonNullable<Problem['related']>;
};

export type Rule = {
  /** Stable; also the name of its page. */
  code: string;
  severity: Severity;
  /** What it is, in a few words. */
  title: string;
  /** What a trainer does with such a row or file. */
  consequence: string;
  fix: string;
  /** A file with the problem, and the file mended. */
  bad: string;
  good: string;
  /** The example's encoding, where it is the point. */
  encoding?: 'latin1';
  row?: (context: RowContext) => Finding[];
  file?: (context: FileContext) => FileFinding[];
};

/** JSON as text for a message, cut to a readable length. */
export function quoted(value: JsonValue | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
