/** What a rule is: the words for its page, what it finds in a row or in the file as a whole, and how that is mended. */
import type { JsonObject, JsonValue } from '../common/json.ts';
import type { Columns, Path } from '../dataset/columns.ts';
import type { Turn } from '../dataset/conversation.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { NearPairs } from '../dataset/nearDuplicates.ts';
import type { Problem, Range0, Severity } from '../dataset/problem.ts';
import type { Dataset } from '../dataset/read.ts';
import type { RowFacts } from '../dataset/row.ts';
import type { Run } from '../dataset/runs.ts';
import type { SchemaError, UnknownField } from '../dataset/schema.ts';
import type { CompiledBrief } from '../dataset/brief/compiled.ts';
import type { BriefFile } from '../dataset/brief/find.ts';
import type { TokenOutcome } from '../prompt/tokenFacts.ts';
import type { RowTable } from './rowTable.ts';

/** Half-open offsets in a row's text. */
export type Place = { start: number; end: number };

/** How a problem can be mended. Several fixes of one problem are alternatives, the best one first. */
type FixWords = {
  /** What it does, as a command: "Remove the comma". */
  title: string;
  /** It changes nothing but what is surely meant, so "fix all" makes it unasked. */
  isSafe?: true;
};
/** Edits of one row's text, which do not overlap, or the removal of the row. A line break in `text` divides rows. */
export type Fix = FixWords & { edits: readonly RowEdit[] };
export type RowEdit = { place: Place; text: string } | typeof REMOVE_ROW;
export const REMOVE_ROW = 'remove row';
/** The row goes: what is offered where only its writer could mend it. */
export const removeThisRow: Fix = { title: 'Remove this row', edits: [REMOVE_ROW] };
/** Edits of the file: ranges of it, rows that go with their line ends, lines that become one row, or the byte order mark. */
export type FileFix = FixWords & { edits: readonly FileEdit[] };
export type FileEdit = { range: Range0; text: string } | { removeRow: number } | { joinRows: Run } | typeof REMOVE_BOM;
export const REMOVE_BOM = 'remove byte order mark';

/** A problem within one row; it does not know where the row stands. */
export type Finding = {
  /** Targets that refuse such a row: it is an error where one of them is chosen. */
  refusedBy?: readonly string[];
  /** Instead of the rule's own. */
  severity?: Severity;
  message: string;
  place: Place;
  related?: { place: Place; message: string }[];
  /** A function where they take work: it is called only if they are asked for. */
  fixes?: readonly Fix[] | (() => readonly Fix[]);
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
  /** Present if the file has a brief that can be used. */
  brief?: CompiledBrief;
  /** The row's task of the brief, as in src/dataset/brief/compiled.ts. */
  task: number;
  /** The key or the value at a path of `fields`, in the row's text; the nearest thing around it where it is not there. */
  at: (part: 'key' | 'value' | 'brace', path: Path) => Place;
};

/** A row with the tokens that the chosen base model makes of it. */
export type TokenContext = RowContext & {
  tokens: TokenOutcome;
  /** The last text that is trained on; the whole row where there is none. */
  answer: Place;
  /** Where a stretch of a part of the sample (as TokenFacts counts them) stands in the row; undefined where it stands in several strings, or in none. */
  placeOf: (part: number, start: number, end: number) => Place | undefined;
};

export type FileContext = {
  /** All rows, blank and broken ones too; in JSONL one a line. */
  rows: RowTable;
  format: FormatId | 'unknown';
  columns: Columns;
  suggestedColumns?: Columns;
  layout: Dataset['layout'];
  arrayFaults: Dataset['arrayFaults'];
  bom: boolean;
  /** The first line that ends with a CR alone, by index. */
  loneCr?: number;
  runs: readonly Run[];
  /** Present if the file has a brief. */
  brief?: BriefFile;
  /** Rows that are equal as values, and rows that ask the same. */
  repeated: { rows: Repeated; prompts: Repeated };
  /** As far as they are known; absent where the rule is off. */
  nearDuplicates?: NearPairs | 'not compared' | 'read once';
  /** The range in the file of a place in a row; of the whole row without one. */
  rangeOf: (index: number, place?: Place) => Range0;
  /** The text of a row, for edits of several rows; absent where rows are not kept: such fixes are then not offered. */
  textOf?: (index: number) => string;
  /** Where the first field with this label stands in a row that has it. */
  placeOfUnknown: (index: number, label: string) => Place;
  /** The number people know the row by, from 1. */
  rowNumber: (index: number) => number;
};

export type Repeated = { keys: () => RepeatedKeys };

/** `indexes`: the rows with a key that another row has too, in file order. `firsts`: for each of them the place in that list of the first row with its key. */
export type RepeatedKeys = { indexes: Uint32Array; firsts: Uint32Array };

/** Of the thousands that a file may have few are shown: words that take work are functions, which are called only then. (Getters took ten times the memory.) */
export type FileFinding = {
  severity?: Severity;
  message: string | (() => string);
  range: Range0;
  related?: Related | (() => Related);
  /** A function where they take work: it is called only if they are asked for. */
  fixes?: readonly FileFix[] | (() => readonly FileFix[]);
};

type Related = NonNullable<Problem['related']>;

export type Rule = {
  /** Stable; also the name of its page. */
  code: string;
  /** Its default; settings may name another, or turn the rule off. */
  severity: Severity;
  /** Only checked when this target is chosen. */
  target?: string;
  /** Only checked when the file has a brief; this is that of the examples. */
  brief?: string;
  /** That of the mended file, where the brief is what is mended. */
  goodBrief?: string;
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
  /** Where the facts come from: the documentation or the source of the trainer that it is about. */
  source?: string;
  /** It needs the tokens that a base model makes of the rows: checked where one is chosen. */
  needsTokens?: true;
  row?: (context: RowContext) => Finding[];
  /** Of a row that could be trained on; most rows, of which nothing can be said, are not even shown. */
  tokens?: (context: TokenContext) => Finding[];
  /** Given one by one: in a large file there may be millions. */
  file?: (context: FileContext) => Iterable<FileFinding>;
};

/** JSON as text for a message, cut to a readable length. */
export function quoted(value: JsonValue | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
