/** A file's text as lines with the line ends they have, so that what is not edited is written back byte for byte. */
import { isUtf8 } from 'node:buffer';
import type { TextEdit0 } from './problem.ts';

export type FileText = {
  bom: boolean;
  /** At least one; the last is what follows the last line end. */
  lines: readonly string[];
  /** The line end of each line; empty for the last. */
  ends: readonly string[];
  /** For new lines after one that has none. */
  usualEnd: string;
  /** For each line the number of the line it was at first, from 0: for reports. */
  origins: readonly number[];
  /** Lines that are not UTF-8, as they are, by their first number. They can go, but not be edited. */
  raw: ReadonlyMap<number, Buffer>;
};

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const [LF, CR] = [0x0a, 0x0d];

/** `usualEnd`: of the file that the bytes are from; their own first one without it. */
export function fileTextOf(bytes: Buffer, usualEnd?: string): FileText {
  const bom = bytes.subarray(0, 3).equals(BOM);
  const raw = new Map<number, Buffer>();
  const lines: string[] = [];
  const ends: string[] = [];
  let start = bom ? 3 : 0;
  const add = (end: number, lineEnd: string): void => {
    const line = bytes.subarray(start, end);
    const text = line.toString('utf8');
    if (text.includes('\uFFFD') && !isUtf8(line)) raw.set(lines.length, line);
    lines.push(text);
    ends.push(lineEnd);
    start = end + lineEnd.length;
  };
  while (start <= bytes.length) {
    const lf = bytes.indexOf(LF, start);
    const cr = bytes.subarray(start, lf < 0 ? bytes.length : lf).indexOf(CR);
    if (cr >= 0) add(start + cr, start + cr + 1 === lf ? '\r\n' : '\r');
    else if (lf >= 0) add(lf, '\n');
    else {
      add(bytes.length, '');
      break;
    }
  }
  return {
    bom,
    lines,
    ends,
    usualEnd: usualEnd ?? (ends[0] === '' ? '\n' : ends[0]!),
    origins: lines.map((_, i) => i),
    raw,
  };
}

export function* bytesOfFileText({ bom, lines, ends, origins, raw }: FileText): Generator<Buffer> {
  const CHUNK = 1 << 20;
  if (bom) yield BOM;
  let text = '';
  for (let i = 0; i < lines.length; i++) {
    const bytes = raw.get(origins[i]!);
    if (bytes !== undefined) {
      yield Buffer.concat([Buffer.from(text), bytes]);
      text = '';
    } else text += lines[i]!;
    text += ends[i]!;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/** Expects edits that do not overlap and stay within the text. New line ends are those of the line they stand in. */
export function editedFileText(file: FileText, edits: readonly TextEdit0[]): FileText {
  const sorted = [...edits].sort(
    (a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn,
  );
  const result = { lines: [] as string[], ends: [] as string[], origins: [] as number[] };
  /** The line that is being put together, and the one it started in. */
  let pending = '';
  let origin = file.origins[0]!;
  let [line, column] = [0, 0];
  const endLine = (end: string): void => {
    result.lines.push(pending);
    result.ends.push(end);
    result.origins.push(origin);
    pending = '';
  };
  const copyTo = (toLine: number, toColumn: number): void => {
    while (line < toLine) {
      pending += file.lines[line]!.slice(column);
      endLine(file.ends[line]!);
      [line, column] = [line + 1, 0];
      origin = file.origins[line]!;
    }
    pending += file.lines[line]!.slice(column, toColumn);
    column = toColumn;
  };
  for (const { range, text } of sorted) {
    copyTo(range.startLine, range.startColumn);
    const own = file.ends[range.startLine] === '' ? file.usualEnd : file.ends[range.startLine]!;
    for (const [i, part] of text.split('\n').entries()) {
      if (i > 0) endLine(own);
      pending += part;
    }
    [line, column] = [range.endLine, range.endColumn];
    if (pending === '') origin = file.origins[line]!;
  }
  const last = file.lines.length - 1;
  copyTo(last, file.lines[last]!.length);
  endLine(file.ends[last]!);
  return { ...file, ...result };
}
