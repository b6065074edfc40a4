/** Near-duplicates in a file that is read once and not kept: rows leave sketches behind, and the few that may be alike are read again from their places. */
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { lineStarts } from '../dataset/byteLines.ts';
import { openBytes, type ByteSource } from '../dataset/byteSource.ts';
import type { Columns } from '../dataset/columns.ts';
import type { FormatId } from '../dataset/formats.ts';
import { NearSearch, type NearRows } from '../dataset/nearDuplicates.ts';
import { readRow, type RowFacts } from '../dataset/row.ts';
import { RowSketches } from '../dataset/rowSketches.ts';
import { nearTexts } from './checkRow.ts';
import { MAX_COMPARED_ROWS } from './nearDuplicate.ts';
import type { FileContext } from './rule.ts';

export type FileNearDuplicates = {
  add: (row: RowFacts) => void;
  /** After the last row. */
  find: (path: string, isRepeat: NearRows['isRepeat']) => Promise<NonNullable<FileContext['nearDuplicates']>>;
};

const SLICE_MS = 50;

export function createFileNearDuplicates(
  format: FormatId | 'unknown',
  columns: Columns,
  maxRows = MAX_COMPARED_ROWS,
  nExpected = 0,
): FileNearDuplicates {
  let sketches: RowSketches | undefined = new RowSketches();
  sketches.reserve(Math.min(nExpected, maxRows));
  const textsOfRow = (row: RowFacts): ReturnType<NearRows['textsOf']> => nearTexts(row, format, columns);
  return {
    add: (row) => {
      if (sketches !== undefined && sketches.length >= maxRows) sketches = undefined;
      sketches?.push(textsOfRow(row));
    },
    find: async (path, isRepeat) => {
      if (sketches === undefined) return 'not compared';
      const candidates = { n: 0 };
      const textsOf = (): undefined => {
        candidates.n++;
        return undefined;
      };
      // Ended at the first candidate: without texts no row would be found, and each compared with many.
      const trial = new NearSearch({ sketches, textsOf, isRepeat });
      await done(trial, () => candidates.n > 0);
      trial.release();
      if (candidates.n === 0) return [];
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile() !== true) return 'read once';
      const source = await openBytes(path);
      try {
        const textOf = lineReader(source, sketches.length);
        const search = new NearSearch({
          sketches,
          textsOf: (index) => textsOfRow(readRow(textOf(index), columns)),
          isRepeat,
        });
        await done(search);
        sketches.release();
        sketches = undefined;
        return search.flatPairs();
      } finally {
        source.close();
      }
    },
  };
}

/** Ctrl+C gets through between the slices. */
async function done(search: NearSearch, isEnough = (): boolean => false): Promise<void> {
  while (search.work(performance.now() + SLICE_MS) && !isEnough()) await setImmediate();
}

/** Lines by their numbers. */
function lineReader(source: ByteSource, nLines: number): (index: number) => string {
  const starts = lineStarts(source, nLines);
  let memory = Buffer.alloc(0);
  return (index) => {
    const [start, length] = [starts[index]!, starts[index + 1]! - starts[index]!];
    if (memory.length < length) memory = Buffer.allocUnsafeSlow(length * 2);
    const bytes = memory.subarray(0, length);
    source.readInto(bytes, start);
    let end = length;
    while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--;
    const text = bytes.toString('utf8', 0, end);
    return index === 0 ? text.replace(/^\uFEFF/, '') : text;
  };
}

const [LF, CR] = [0x0a, 0x0d];
