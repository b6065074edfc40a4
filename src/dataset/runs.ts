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

/** Runs of lines that are JSON when joined, each starting with a line that is not. In file order, apart. */
export const findRuns = (lines: readonly RowFacts[]): Run[] => scanLines(lines, 'end of file').runs;

/** The same for lines that others follow: from line `nDecided` on, those could change what a run is. */
export const findRunsSoFar = (lines: readonly RowFacts[]): { runs: Run[]; nDecided: number } =>
  scanLines(lines, 'more to come');

function scanLines(
  lines: readonly RowFacts[],
  after: 'end of file' | 'more to come',
): { runs: Run[]; nDecided: number } {
  const runs: Run[] = [];
  for (let start = 0; start < lines.length; start++) {
    const facts = lines[start]!;
    if (facts.blank || facts.value !== undefined || !/^\s*[[{]/.test(facts.text)) continue;
    const { end, run, isOpen } = follow(lines, start);
    if (isOpen && after === 'more to come') return { runs, nDecided: start };
    if (run !== undefined) runs.push(run);
    // A value that never ends would otherwise be followed again from each of its lines.
    if (run !== undefined || end - start >= MAX_LINES) start = end - 1;
  }
  return { runs, nDecided: lines.length };
}

/** A run's lines as one: line breaks in strings become `\n`, those between tokens go. A comma after the value is left out, as findRuns allows one. */
export function joinRun(lines: readonly string[]): RawJson {
  let scan: Scan = { depth: 0, inString: false };
  let text = '';
  for (const [i, line] of lines.entries()) {
    if (i > 0) text += scan.inString ? '\\n' : '\n';
    text += line;
    scan = scanLine(line, scan);
  }
  return oneLine(withoutComma(text));
}

type Scan = { depth: number; inString: boolean };

/** `isOpen`: the lines ended in the middle of a value. */
function follow(lines: readonly RowFacts[], start: number): { end: number; run?: Run; isOpen: boolean } {
  let scan: Scan = { depth: 0, inString: false };
  const pieces: string[] = [];
  let hasRawNewline = false;
  let i = start;
  for (; i < Math.min(lines.length, start + MAX_LINES); i++) {
    const facts = lines[i]!;
    // A row that starts at the margin is no part of a broken one above it.
    if (i > start && /^\{\s*["']/.test(facts.text)) return { end: i, isOpen: false };
    if (i > start) pieces.push(scan.inString ? '\\n' : '\n');
    pieces.push(facts.text);
    scan = scanLine(facts.text, scan);
    if (scan.inString) hasRawNewline = true;
    // A backslash before the line break would swallow the escape that replaces it.
    if (scan.inString && /(?<!\\)(?:\\\\)*\\$/.test(facts.text)) return { end: i, isOpen: false };
    if (scan.depth > 0 || scan.inString) continue;
    if (i === start || !parses(pieces.join(''))) return { end: i + 1, isOpen: false };
    const kind = hasRawNewline ? 'raw-newline' : 'pretty-printed';
    return { end: i + 1, run: { start, end: i + 1, kind }, isOpen: false };
  }
  return { end: i, isOpen: i < start + MAX_LINES };
}

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
