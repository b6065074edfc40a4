/** Ranges in the file from places in a row's text, which in a JSON array may have line ends of its own. */
import type { Range0 } from '../dataset/problem.ts';
import type { Position } from '../dataset/read.ts';
import { wholePlace } from './locate.ts';
import type { Place } from './rule.ts';

/** A row's line ends are looked up once, as long as its places are asked for one after the other. */
export function rowRanges(): (text: string, place: Place | undefined, start: Position) => Range0 {
  let known: string | undefined;
  let lineStarts: number[] = [];
  return (text, place, start) => {
    if (text !== known) [known, lineStarts] = [text, lineStartsOf(text)];
    const { start: from, end } = place ?? wholePlace(text);
    const first = positionIn(lineStarts, from, start);
    const last = positionIn(lineStarts, end, start);
    return { startLine: first.line, startColumn: first.column, endLine: last.line, endColumn: last.column };
  };
}

/** Offsets at which the second and later lines of a text start. */
function lineStartsOf(text: string): number[] {
  const starts: number[] = [];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

function positionIn(lineStarts: readonly number[], offset: number, start: Position): Position {
  let [low, high] = [0, lineStarts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lineStarts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0
    ? { line: start.line, column: start.column + offset }
    : { line: start.line + low, column: offset - lineStarts[low - 1]! };
}
