/** What the preview of a row is made of: plain data, the same for the language server, the extension and the page. */
import type { Problem } from '../dataset/problem.ts';

/** What the name of a role stands for; `text`: raw text without a role. */
type MessageRole = 'system' | 'user' | 'assistant' | 'tool' | 'text' | 'unknown';

/** A path as text: what a text, a role or a list is known by on both sides. */
export type PathKey = string;

export type TextView = {
  key: PathKey;
  label: string | null;
  /** The beginning, where the text is longer than the limit. */
  text: string;
  /** UTF-16 units of the whole text. */
  length: number;
};
export type BlockView = { title: string; json: string };
export type MessageView = {
  name: string;
  role: MessageRole;
  /** Present where the role can be changed. */
  roleKey: PathKey | null;
  /** Present where the message can be removed. */
  key: PathKey | null;
  texts: TextView[];
  blocks: BlockView[];
};
export type SectionView = {
  kind: 'conversation' | 'chosen' | 'rejected';
  messages: MessageView[];
  /** The list that messages can be added to, and how many are before it in the section. */
  list: { key: PathKey; first: number } | null;
  roles: string[];
};

export type RowBody =
  | {
      kind: 'row';
      sections: SectionView[];
      tools: BlockView[];
      label: { key: PathKey; value: boolean } | null;
      others: BlockView[];
    }
  /** Not JSON, or no object: the text itself. */
  | { kind: 'text'; text: string; length: number }
  | { kind: 'blank' };

export type ProblemView = Pick<Problem, 'code' | 'severity' | 'message' | 'range'>;

/** From 0; column in UTF-16 units. */
type Place0 = { line: number; column: number };

export type RowView = {
  /** The document's version that this is of. */
  version: number;
  /** From 1, as people count. */
  row: number;
  nRows: number;
  start: Place0;
  end: Place0;
  /** The row's whole text is this long. */
  length: number;
  format: string;
  body: RowBody;
  problems: ProblemView[];
};

/** The lens over the texts of a row, by their keys. */
export type LensView = {
  /** The base model's name, and the beginning of its template's hash. */
  base: string;
  template: string;
  maxLength: number;
  nTokens: number;
  nTrained: number;
  nCut: number;
  nTrainedCut: number;
  texts: Record<PathKey, TextLens>;
};
/** `marks`: [start, end, index in LENS_KINDS, …] of the text. */
export type TextLens = { marks: number[]; nTokens: number };
