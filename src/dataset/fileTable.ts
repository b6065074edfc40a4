/**
 * Where the rows of a file stand in its bytes, 17 bytes a row and none of their text: commands that select and order rows
 * read a file once for this table and once more to copy rows as they are written.
 */
import { isUtf8 } from 'node:buffer';
import { grown } from '../common/grown.ts';
import type { JsonValue } from '../common/json.ts';
import { createPause, type Pause } from '../common/pause.ts';
import { byteLines, type ByteLine } from './byteLines.ts';
import type { ByteSource } from './byteSource.ts';
import { sliceArray, type ArrayFault, type CodeUnits } from './jsonArray.ts';
import { layoutOf, type Layout } from './layout.ts';
import { splitLines } from './lines.ts';
import type { Position } from './read.ts';
import { followRun, joinRun, linesToPass, mayStartRun, type Run } from './runs.ts';

export type FileTable = {
  layout: Layout;
  /** Bytes before the first row (a byte order mark, an array's bracket) and after the last. */
  headEnd: number;
  tailStart: number;
  /** Rows and blank lines. Text of i at [start(i), end(i)), what divides it from the next at [end(i), start(i + 1)). */
  length: number;
  start(index: number): number;
  end(index: number): number;
  /** Where the next one starts; after the last one, where the file's tail does. */
  next(index: number): number;
  isBlank(index: number): boolean;
  /** The last line ends with a line end; always false for an array. */
  isClosed: boolean;
  /** What divides rows where the file has nothing to copy. */
  divider: string;
  /** The file starts with a UTF-8 byte order mark. */
  bom: boolean;
  /** Rows that are no JSON by themselves, nor one value over several lines. */
  nBroken: number;
  /** Values over several lines. */
  nRuns: number;
  nBlank: number;
  /** Of an array: what is wrong between its elements; offsets in bytes. */
  arrayFaults: readonly ArrayFault[];
};

/** One row as it is read once. */
export type TableRow = {
  index: number;
  /** Where it starts and ends; lines and columns (UTF-16) from 0, the end exclusive. */
  start: Position;
  end: Position;
  text: string;
  /** The lines of a value over several of them. */
  run?: { lines: readonly string[]; kind: Run['kind'] };
  /** Absent for what is no JSON. */
  value?: JsonValue;
  /** It has bytes that are no UTF-8: other rows may look like it. */
  isFaulty: boolean;
};

export type TableOptions = {
  /** Sees every row that is not blank, in file order. */
  visit?: (row: TableRow) => void;
  signal?: AbortSignal | undefined;
};

/** Reads the source once. Throws Interrupted when the signal says so. */
export async function tableOf(source: ByteSource, options: TableOptions = {}): Promise<FileTable> {
  const { visit = () => undefined, signal } = options;
  const bom = source.size >= 3 && source.read(0, 3).equals(BOM);
  const head = bom ? BOM.length : 0;
  const places = createPlaces();
  const layout = sourceLayout(source, head);
  const read = layout === 'jsonl' ? readLines : readArray;
  const found = await read({ source, head, places, visit, pause: createPause(signal) });
  const { ends, nexts, blanks, length } = places.done();
  return {
    layout,
    headEnd: found.head,
    tailStart: length === 0 ? found.head : nexts[length - 1]!,
    length,
    start: (index) => (index === 0 ? found.head : nexts[index - 1]!),
    end: (index) => ends[index]!,
    next: (index) => nexts[index]!,
    isBlank: (index) => blanks[index] === 1,
    isClosed: layout === 'jsonl' && length > 0 && nexts[length - 1]! > ends[length - 1]!,
    divider: found.divider,
    bom,
    nBroken: found.nBroken,
    nRuns: found.nRuns,
    nBlank: blanks.reduce((sum, blank) => sum + blank, 0),
    arrayFaults: found.arrayFaults,
  };
}

const BOM = Buffer.from('\uFEFF');

type Found = Pick<FileTable, 'divider' | 'nBroken' | 'nRuns' | 'arrayFaults'> & { head: number };

type Reading = { source: ByteSource; head: number; places: Places; visit: (row: TableRow) => void; pause: Pause };

async function readLines({ source, head, places, visit, pause }: Reading): Promise<Found> {
  const found: Found = { head, divider: '\n', nBroken: 0, nRuns: 0, arrayFaults: [] };
  const ahead = lookahead(byteLines(source, head));
  let isFirst = true;
  let lineNumber = 0;
  const pass = (n: number): void => {
    ahead.pass(n);
    lineNumber += n;
  };
  /** Lines that were followed in vain are rows by themselves, whatever they start with. */
  let nInVain = 0;
  for (let line = ahead.at(0); line !== undefined; line = ahead.at(0)) {
    const waiting = pause();
    if (waiting !== undefined) await waiting;
    if (isFirst && line.next > line.end) {
      isFirst = false;
      found.divider = source.read(line.end, line.next).toString('latin1');
    }
    const text = decode(line);
    if (text.trim() === '') {
      places.add(line.end, line.next, true);
      pass(1);
      continue;
    }
    const value = parse(text);
    const start = { line: lineNumber, column: 0 };
    const end = { line: lineNumber, column: text.length };
    const row = { index: places.length(), start, end, text, isFaulty: isFaulty(text, line.bytes) };
    if (value !== undefined || nInVain > 0 || !mayStartRun(text)) {
      nInVain = Math.max(0, nInVain - 1);
      places.add(line.end, line.next, false);
      if (value === undefined) found.nBroken++;
      visit(value === undefined ? row : { ...row, value });
      pass(1);
      continue;
    }
    const followed = followRun((i) => {
      const next = ahead.at(i);
      return next === undefined ? undefined : decode(next);
    });
    if (followed.kind === undefined) {
      nInVain = linesToPass(followed);
      continue;
    }
    const lines = Array.from({ length: followed.length }, (_, i) => ahead.at(i)!);
    const last = lines.at(-1)!;
    places.add(last.end, last.next, false);
    found.nRuns++;
    const texts = lines.map(decode);
    const joined = joinRun(texts);
    const joinedValue = parse(joined);
    visit({
      index: row.index,
      start,
      end: { line: lineNumber + texts.length - 1, column: texts.at(-1)!.length },
      text: joined,
      run: { lines: texts, kind: followed.kind },
      ...(joinedValue === undefined ? {} : { value: joinedValue }),
      isFaulty: lines.some((each, i) => isFaulty(texts[i]!, each.bytes)),
    });
    pass(followed.length);
  }
  return found;
}

async function readArray({ source, head, places, visit, pause }: Reading): Promise<Found> {
  const { elements, faults } = sliceArray(codeUnits(source));
  let nBroken = 0;
  let [position, from] = [{ line: 0, column: 0 }, head];
  for (const [index, { start, end }] of elements.entries()) {
    const waiting = pause();
    if (waiting !== undefined) await waiting;
    places.add(end, elements[index + 1]?.start ?? end, false);
    const bytes = source.read(start, end);
    const text = bytes.toString('utf8');
    const value = parse(text);
    if (value === undefined) nBroken++;
    const at = { start: after(position, source.read(from, start).toString('utf8')), end: position };
    at.end = position = after(at.start, text);
    from = end;
    visit({ index, ...at, text, isFaulty: isFaulty(text, bytes), ...(value === undefined ? {} : { value }) });
  }
  const [first, second] = elements;
  const divider = first === undefined || second === undefined ? ', ' : source.read(first.end, second.start).toString();
  return { head: first?.start ?? source.size, divider, nBroken, nRuns: 0, arrayFaults: faults };
}

function after({ line, column }: Position, text: string): Position {
  const lines = splitLines(text);
  const last = lines.at(-1)!.length;
  return lines.length === 1 ? { line, column: column + last } : { line: line + lines.length - 1, column: last };
}

const decode = ({ bytes }: ByteLine): string => bytes.toString('utf8');
const isFaulty = (text: string, bytes: Buffer): boolean => text.includes('\uFFFD') && !isUtf8(bytes);

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** A first line longer than this is not read to see what it is. */
const MAX_FIRST_LINE_BYTES = 1 << 28;

/** layoutOf needs no more than two lines that are not blank. */
function sourceLayout(source: ByteSource, head: number): Layout {
  const opening = source
    .read(head, Math.min(source.size, head + 4096))
    .toString('latin1')
    .trimStart();
  if (!opening.startsWith('[') && opening !== '') return 'jsonl';
  const lines: string[] = [];
  for (const line of byteLines({ ...source, size: Math.min(source.size, head + MAX_FIRST_LINE_BYTES) }, head)) {
    const text = decode(line);
    if (text.trim() !== '') lines.push(text);
    if (lines.length === 2) break;
  }
  return layoutOf(lines, source.path);
}

type Lookahead = { at(index: number): ByteLine | undefined; pass(n: number): void };

function lookahead(lines: Generator<ByteLine>): Lookahead {
  let held: ByteLine[] = [];
  return {
    at: (index) => {
      while (held.length <= index) {
        // The bytes of the one before would not outlast the next line.
        const before = held.at(-1);
        if (before !== undefined) before.bytes = Buffer.from(before.bytes);
        const next = lines.next();
        if (next.done === true) return undefined;
        held.push(next.value);
      }
      return held[index];
    },
    pass: (n) => {
      if (n === 1 && held.length === 1) held = [];
      else held.splice(0, n);
    },
  };
}

type Places = {
  add(end: number, next: number, blank: boolean): void;
  length(): number;
  done(): { ends: Float64Array; nexts: Float64Array; blanks: Uint8Array; length: number };
};

function createPlaces(): Places {
  let [ends, nexts, blanks] = [new Float64Array(1024), new Float64Array(1024), new Uint8Array(1024)];
  let length = 0;
  return {
    add: (end, next, blank) => {
      if (length === ends.length)
        [ends, nexts, blanks] = [
          grown(ends, Float64Array, length * 2),
          grown(nexts, Float64Array, length * 2),
          grown(blanks, Uint8Array, length * 2),
        ];
      ends[length] = end;
      nexts[length] = next;
      blanks[length] = blank ? 1 : 0;
      length++;
    },
    length: () => length,
    done: () => ({ ends, nexts, blanks, length }),
  };
}

const PAGE_BYTES = 1 << 20;

/** The bytes as code units, through two pages: the reader goes forward, with short looks back. */
function codeUnits(source: ByteSource): CodeUnits {
  let [page, other] = [-1, -1];
  let bytes: Buffer = Buffer.alloc(0);
  let otherBytes = bytes;
  return {
    length: source.size,
    charCodeAt: (index) => {
      const wanted = Math.floor(index / PAGE_BYTES);
      if (wanted !== page) {
        [page, other] = [other, page];
        [bytes, otherBytes] = [otherBytes, bytes];
        if (wanted !== page) {
          page = wanted;
          bytes = source.read(wanted * PAGE_BYTES, Math.min(source.size, (wanted + 1) * PAGE_BYTES));
        }
      }
      return bytes[index - wanted * PAGE_BYTES] ?? NaN;
    },
  };
}
