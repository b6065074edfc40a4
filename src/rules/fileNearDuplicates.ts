/** Near-duplicates in a file that is read once and not kept: rows leave sketches behind, and the few that may be alike are read again from their places. */
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { byteLines } from '../dataset/byteLines.ts';
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
): FileNearDuplicates {
  let sketches: RowSketches | undefined = new RowSketches();
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
      await done(new NearSearch({ sketches, textsOf, isRepeat }));
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
        return search.pairs();
      } finally {
        source.close();
      }
    },
  };
}

/** Ctrl+C gets through between the slices. */
async function done(search: NearSearch): Promise<void> {
  while (search.work(performance.now() + SLICE_MS)) await setImmediate();
}

/** Lines by their numbers. */
function lineReader(source: ByteSource, nLines: number): (index: number) => string {
  const places = new Float64Array(nLines * 2);
  let n = 0;
  for (const { start, end } of byteLines(source, 0)) {
    if (n === nLines) break;
    places[n * 2] = start;
    places[n * 2 + 1] = end;
    n++;
  }
  return (index) =>
    source
      .read(places[index * 2]!, places[index * 2 + 1]!)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
}
