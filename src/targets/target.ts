/** What a target is: a trainer or service that a dataset is meant for, with what it accepts, refuses, ignores or silently skips. */
import type { JsonObject } from '../common/json.ts';
import type { Path } from '../dataset/columns.ts';
import type { StyleOptions } from '../dataset/convert/common.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { Layout } from '../dataset/layout.ts';
import type { Severity } from '../dataset/problem.ts';

/** A row without schema errors, under the names of its format. */
export type TargetRow = {
  format: FormatId;
  fields: JsonObject;
  /** It is written as a list of messages, without an object around them. */
  isList: boolean;
};

/** `part`: whether the key or the value at `path` is the place. */
export type TargetFinding = { message: string; path: Path; part?: 'key' | 'value' };

/** What is known of the whole file. */
type TargetFile = { format: FormatId | 'unknown'; layout: Layout; nRows: number };

export type TargetCheck = {
  code: `target-${string}`;
  severity: Severity;
  title: string;
  /** What the target does with such a row or file. */
  consequence: string;
  fix: string;
  /** Its document or source file that says so. */
  source: string;
  /** A file with the problem, and the file mended. */
  bad: string;
  good: string;
  row?: (row: TargetRow) => TargetFinding[];
  /** Messages about the file as a whole. */
  file?: (file: TargetFile) => string[];
};

export type Target = {
  id: string;
  name: string;
  /** The formats it reads, and what has to be set for that. */
  accepts: readonly { format: FormatId; how: string }[];
  /** How a conversion for it is written. */
  style: StyleOptions;
  checks: readonly TargetCheck[];
};
