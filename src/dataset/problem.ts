/** A problem in a dataset: what the linter reports, in the same words for the editor, the terminal and the trainer. */

export type Severity = 'error' | 'warning' | 'information';

/** Half-open; lines and columns from 0, columns in UTF-16 code units. Doors that count from 1 (the CLI) add one. */
export type Range0 = { startLine: number; startColumn: number; endLine: number; endColumn: number };

export type Problem = {
  /** Stable id, one of the rule table in src/rules/. */
  code: string;
  severity: Severity;
  message: string;
  range: Range0;
  /** Other places this problem is about (the first of a duplicate pair, say). */
  related?: { range: Range0; message: string }[];
  /** Ways to mend it, the best one first; there only when they were asked for. */
  fixes?: ProblemFix[];
};

/** Replaces a range of the file; line ends of `text` are "\n", whatever the file's are. */
export type TextEdit0 = { range: Range0; text: string };

export type ProblemFix = {
  /** As a command: "Remove the comma". */
  title: string;
  /** It changes nothing but what is surely meant, so "fix all" makes it unasked. */
  isSafe: boolean;
  /** They do not overlap. */
  edits: TextEdit0[];
  /** It takes the byte order mark off, which no range of lines and columns holds. */
  removesBom?: true;
  /** Rows go. */
  removesRows?: true;
};
