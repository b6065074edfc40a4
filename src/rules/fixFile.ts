/** Fixes of a file by its bytes: of the whole file at once, or of a large one stretch by stretch, where only what stands in one row is mended. */
import type { ByteSource } from '../dataset/byteSource.ts';
import { byteLines } from '../dataset/byteLines.ts';
import { NO_COLUMNS } from '../dataset/columns.ts';
import { SAMPLE_ROWS } from '../dataset/detect.ts';
import { bytesOfFileText, fileTextOf } from '../dataset/fileText.ts';
import { layoutOf } from '../dataset/layout.ts';
import { formatOf } from '../dataset/read.ts';
import { readRow, type RowFacts } from '../dataset/row.ts';
import { findRunsSoFar } from '../dataset/runs.ts';
import type { Pause } from '../common/pause.ts';
import { applyFixes, type ChooseFix, type FixMade } from './applyFixes.ts';
import type { CheckOptions } from './datasetCheck.ts';
import type { Counts } from './problemCounts.ts';
import { RULES } from './rules.ts';

/** What was fixed of one rule. */
export type FixedCode = {
  fixes: number;
  /** How many of them removed their row. */
  removedRows: number;
  /** From 1, of the file as it was; the first ones. */
  lines: number[];
  titles: string[];
};

export type PlannedFixes = {
  byCode: ReadonlyMap<string, FixedCode>;
  /** The file after the fixes; may be asked for once more. */
  content: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Of the whole file; absent where it was only looked at in stretches. */
  left?: { counts: Counts; fixable: number };
  isFinished: boolean;
};

export type FixSizes = { wholeBytes: number; stretchBytes: number };

/** A file is held as text, as values and as what is known of its rows: some ten times its size. */
const SIZES: FixSizes = { wholeBytes: 100e6, stretchBytes: 8e6 };

const MAX_LINES = 10_000;
const MAX_TITLES = 5;

/** Rules of the file whose fixes need no other rows than those beside them. */
const LOCAL_CODES: ReadonlySet<string> = new Set([
  ...RULES.filter(({ row }) => row !== undefined).map(({ code }) => code),
  'file-bom',
  'json-blank-line',
]);

export async function planFixes(
  source: ByteSource,
  options: CheckOptions,
  choose: ChooseFix,
  pause: Pause,
  { wholeBytes, stretchBytes }: FixSizes = SIZES,
): Promise<PlannedFixes> {
  const byCode = new Map<string, FixedCode>();
  const head = headOf(source);
  if (source.size <= wholeBytes || layoutOf(head, source.path) === 'json-array') {
    const file = fileTextOf(source.read(0, source.size));
    const outcome = applyFixes(file, source.path, options, choose);
    for (const made of outcome.made) note(byCode, made, 0);
    const { counts, problems } = outcome.left;
    const fixable = problems.filter(({ fixes }) => fixes !== undefined).length;
    return {
      byCode,
      content: () => bytesOfFileText(outcome.file),
      left: { counts, fixable },
      isFinished: outcome.isFinished,
    };
  }
  const columns = options.columns ?? NO_COLUMNS;
  const { format } = formatOf(
    head.map((text) => readRow(text, columns)).filter(({ blank }) => !blank),
    options,
  );
  const known: CheckOptions = format === 'unknown' ? options : { ...options, format };
  const chooseLocal: ChooseFix = (problem) => (LOCAL_CODES.has(problem.code) ? choose(problem) : undefined);
  const usualEnd = lineEndOf(source);
  let isFinished = true;
  const stretches = async function* (seen: (made: FixMade, firstLine: number) => void): AsyncGenerator<Uint8Array> {
    for (const { bytes, firstLine } of stretchesOf(source, columns, stretchBytes)) {
      await pause();
      const outcome = applyFixes(fileTextOf(bytes, usualEnd), 'stretch.jsonl', known, chooseLocal);
      isFinished &&= outcome.isFinished;
      for (const made of outcome.made) seen(made, firstLine);
      yield* bytesOfFileText(outcome.file);
    }
  };
  const counted = stretches((made, firstLine) => note(byCode, made, firstLine));
  for (;;) if ((await counted.next()).done === true) break;
  return { byCode, content: () => stretches(() => undefined), isFinished };
}

function note(byCode: Map<string, FixedCode>, { code, title, line, removesRow }: FixMade, firstLine: number): void {
  const fixed = byCode.get(code) ?? { fixes: 0, removedRows: 0, lines: [], titles: [] };
  byCode.set(code, fixed);
  fixed.fixes++;
  if (removesRow) fixed.removedRows++;
  if (fixed.lines.length < MAX_LINES) fixed.lines.push(firstLine + line + 1);
  if (fixed.titles.length < MAX_TITLES && !fixed.titles.includes(title)) fixed.titles.push(title);
}

/** Lines enough to tell layout and format. */
function headOf(source: ByteSource): string[] {
  const lines: string[] = [];
  let nRows = 0;
  for (const { bytes } of byteLines(source, 0)) {
    const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    lines.push(text);
    if (text.trim() !== '' && ++nRows >= SAMPLE_ROWS) break;
  }
  return lines;
}

/** The line end of the first line. */
function lineEndOf(source: ByteSource): string {
  for (const { end, next } of byteLines(source, 0)) if (next > end) return source.read(end, next).toString();
  return '\n';
}

type Stretch = { bytes: Buffer; firstLine: number };

/** Whole lines, some megabytes at once, from a row that is not blank on; a value over several lines is never cut. */
function* stretchesOf(source: ByteSource, columns: CheckOptions['columns'] & object, size: number): Generator<Stretch> {
  let [start, firstLine] = [0, 0];
  let ends: number[] = [];
  let rows: RowFacts[] = [];
  let nextCut = size;
  for (const { bytes, next } of byteLines(source, 0)) {
    const row = readRow(bytes.toString('utf8'), columns);
    rows.push(row);
    ends.push(next);
    if (next - start < nextCut || row.blank) continue;
    const cut = cutOf(rows);
    if (!rows.slice(0, cut).some(({ blank }) => !blank)) {
      // One value goes on for longer: looked at again after as much more.
      nextCut += size;
      continue;
    }
    const end = ends[cut - 1]!;
    yield { bytes: source.read(start, end), firstLine };
    [start, firstLine, nextCut] = [end, firstLine + cut, size];
    rows = rows.slice(cut);
    ends = ends.slice(cut);
  }
  if (start < source.size) yield { bytes: source.read(start, source.size), firstLine };
}

/** How many lines stand before the last value, which is not blank. */
function cutOf(rows: readonly RowFacts[]): number {
  const { runs, nDecided } = findRunsSoFar(rows);
  const last = runs.at(-1);
  if (nDecided < rows.length) return nDecided;
  return last?.end === rows.length ? last.start : rows.length - 1;
}
