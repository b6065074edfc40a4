/** Values written over several lines of a JSONL file: pretty-printed objects, and strings with real line breaks. */
import { oneLine, type RawJson } from './rawJson.ts';
import type { RowFacts } from './row.ts';

/** Consecutive lines that are one JSON value. */
export type Run = {
  /** Line indexes, `end` exclusive. */
  start: number;
  end: number;
  kind: 'pretty-printed' | 'raw-newline';
};

/** A value of more lines than this is not looked for. */
const MAX_LINES = 1000;

/**
 * Runs of lines that are JSON when joined, each starting with a line that is not. In file order, apart. `nextBroken`, where it is
 * known otherwise: the next line from one on that is neither blank nor JSON, or -1.
 */
export const findRuns = (lines: readonly RowFacts[], nextBroken = nextBrokenOf(lines)): Run[] =>
  scanLines(lines, 'end of file', nextBroken).runs;

/** The same for lines that others follow: from line `nDecided` on, those could change what a run is. */
export const findRunsSoFar = (lines: readonly RowFacts[]): { runs: Run[]; nDecided: number } =>
  scanLines(lines, 'more to come', nextBrokenOf(lines));

function scanLines(
  lines: readonly RowFacts[],
  after: 'end of file' | 'more to come',
  nextBroken: (line: number) => number,
): { runs: Run[]; nDecided: number } {
  const runs: Run[] = [];
  for (let start = nextBroken(0); start >= 0; start = nextBroken(start + 1)) {
    if (!mayStartRun(lines[start]!.text)) continue;
    const followed = followRun((i) => lines[start + i]?.text);
    const { length, kind, isOpen } = followed;
    if (isOpen && after === 'more to come') return { runs, nDecided: start };
    if (kind !== undefined) runs.push({ start, end: start + length, kind });
    start += linesToPass(followed) - 1;
  }
  return { runs, nDecided: lines.length };
}

const nextBrokenOf =
  (lines: readonly RowFacts[]) =>
  (line: number): number => {
    for (let i = line; i < lines.length; i++) if (!lines[i]!.blank && lines[i]!.value === undefined) return i;
    return -1;
  };

type Blanks = { length: number; isBlank: (index: number) => boolean };

/** Rows that are not blank; what goes over several lines is one. */
export function countRows(rows: Blanks, runs: readonly Run[]): number {
  let nRows = 0;
  for (let i = 0; i < rows.length; i++) if (!rows.isBlank(i)) nRows++;
  for (const run of runs) for (let i = run.start + 1; i < run.end; i++) if (!rows.isBlank(i)) nRows--;
  return nRows;
}

/** A line that is not JSON by itself may be the first of a run. */
export const mayStartRun = (text: string): boolean => /^\s*[[{]/.test(text);

/** How many lines belong together, or were looked at in vain. */
export type Followed = {
  length: number;
  kind: Run['kind'] | undefined;
  /** The lines ended in the middle of a value. */
  isOpen: boolean;
};

/** Where to go on: a value that never ends would otherwise be followed again from each of its lines. */
export const linesToPass = ({ length, kind }: Followed): number =>
  kind !== undefined || length >= MAX_LINES ? length : 1;

/** Follows a value from its first line, which is not JSON by itself. `textAt` is asked in order, from 0; undefined after the last line. */
export function followRun(textAt: (index: number) => string | undefined): Followed {
  let scan: Scan = { depth: 0, inString: false };
  const pieces: string[] = [];
  let hasRawNewline = false;
  let i = 0;
  for (; i < MAX_LINES; i++) {
    const text = textAt(i);
    // A row that starts at the margin is no part of a broken one above it.
    if (text === undefined) return { length: i, kind: undefined, isOpen: true };
    if (i > 0 && /^\{\s*["']/.test(text)) break;
    if (i > 0) pieces.push(scan.inString ? '\\n' : '\n');
    pieces.push(withEscapes(text, scan));
    scan = scanLine(text, scan);
    if (scan.inString) hasRawNewline = true;
    // A backslash before the line break would swallow the escape that replaces it.
    if (scan.inString && /(?<!\\)(?:\\\\)*\\$/.test(text)) break;
    if (scan.depth > 0 || scan.inString) continue;
    const isRun = i > 0 && parses(pieces.join(''));
    const kind = hasRawNewline ? 'raw-newline' : 'pretty-printed';
    return { length: i + 1, kind: isRun ? kind : undefined, isOpen: false };
  }
  return { length: i, kind: undefined, isOpen: false };
}

/** A run's lines as one: line breaks in strings become `\n`, other control characters their escapes; line breaks between tokens go. A comma after the value is left out, as findRuns allows one. */
export function joinRun(lines: readonly string[]): RawJson {
  let scan: Scan = { depth: 0, inString: false };
  let text = '';
  for (const [i, line] of lines.entries()) {
    if (i > 0) text += scan.inString ? '\\n' : '\n';
    text += withEscapes(line, scan);
    scan = scanLine(line, scan);
  }
  return oneLine(withoutComma(text));
}

const CONTROL = 0x20;

/** A line whose strings have escapes for their control characters, such as a tab that was typed or pasted. */
function withEscapes(text: string, { inString }: Scan): string {
  let [result, copied, isInside] = ['', 0, inString];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) isInside = !isInside;
    else if (!isInside) continue;
    // With a backslash before it, its escape would be something else: then it stays, and the text is no JSON.
    else if (code === 0x5c) i++;
    else if (code < CONTROL) {
      result += text.slice(copied, i) + JSON.stringify(text[i]).slice(1, -1);
      copied = i + 1;
    }
  }
  return result + text.slice(copied);
}

type Scan = { depth: number; inString: boolean };

function scanLine(text: string, { depth, inString }: Scan): Scan {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return { depth, inString };
}

function parses(text: string): boolean {
  try {
    JSON.parse(withoutComma(text));
    return true;
  } catch {
    return false;
  }
}

/** Elements of a pretty-printed array that lost its brackets end with one. */
const withoutComma = (text: string): string => text.replace(/,\s*$/, '');
