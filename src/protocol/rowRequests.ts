/** Requests to the language server beyond the protocol's own: one row as its preview shows it, and the loss lens. */
import type { FormatId } from '../dataset/formats.ts';
import type { LensView, RowView } from '../language/previewTypes.ts';

/** `from` is a row, from 1; the next one that is not blank, before or after it, or that has a problem. */
export type RowPlace =
  { line: number; character: number } | { row: number } | { from: number; to: 'next' | 'previous' | 'problem' };

/** A document that is not open on the server comes with its text, and with how that is read. */
export type DocumentParams = {
  uri: string;
  version: number;
  lent?: { text: string; columns: Readonly<Record<string, string>>; format?: FormatId };
};

export type RowParams = DocumentParams & {
  place: RowPlace;
  /** Longer texts are cut. */
  limit: number;
};

export type RowAnswer =
  | { kind: 'row'; view: RowView }
  /** There is no such row: nothing before the first, no row with a problem. */
  | { kind: 'none' }
  /** The server does not have this version of the document: ask again, with the text. */
  | { kind: 'unknown' };

export const ROW_REQUEST = 'tunewright/row';

/** The base model: `embedded` or a folder. The client asks only for what its user trusts. */
type ModelParams = { base: string };

export type RowLensParams = DocumentParams & ModelParams & { row: number };
export type RowLensAnswer = { kind: 'lens'; lens: LensView } | { kind: 'none'; reason: string } | { kind: 'unknown' };

export const ROW_LENS_REQUEST = 'tunewright/rowLens';

/** The lens over rows that start on these lines, `end` exclusive. */
export type LensParams = DocumentParams & ModelParams & { lines: { start: number; end: number } };

/** `spans`: [start line, start column, end line, end column, index in LENS_KINDS, …], from 0, columns in UTF-16 units. */
export type LensRow = { row: number; line: number; nTokens: number; nTrained: number; nCut: number; spans: number[] };
export type LensAnswer =
  | {
      kind: 'lens';
      base: string;
      /** The template's hash, its beginning. */
      template: string;
      maxLength: number;
      rows: LensRow[];
      /** Rows of these lines that are not trained on, and why. */
      skipped: { row: number; line: number; reason: string }[];
    }
  /** The model cannot be used. */
  | { kind: 'failed'; reason: string }
  | { kind: 'unknown' };

export const LENS_REQUEST = 'tunewright/lens';
