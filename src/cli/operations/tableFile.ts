/** A dataset file opened as a table of rows, for commands that select and order them. */
import { openBytes } from '../../dataset/byteSource.ts';
import { rowIndexes, selectedBytes } from '../../dataset/operations/select.ts';
import { tableOf, type RowTable, type TableRow } from '../../dataset/rowTable.ts';
import { amount } from './common.ts';

export type TableFile = {
  table: RowTable;
  /** Rows without the blank lines. */
  rows: number[];
  /** The file with these rows and blank lines, as they are written. */
  select: (order: readonly number[]) => Iterable<Uint8Array>;
  /** The same as the last use of the file: it is closed, because Windows renames nothing over an open one. */
  selectLast: (order: readonly number[]) => Iterable<Uint8Array>;
};

export type Visit = (row: TableRow) => void;

/** Opens a file for `work`, after `visit` has seen its rows. */
export async function withTable<T>(
  path: string,
  signal: AbortSignal,
  visit: Visit,
  work: (file: TableFile) => Promise<T>,
): Promise<T> {
  const source = await openBytes(path);
  try {
    const table = await tableOf(source, { signal, visit });
    const select = (order: readonly number[]): Iterable<Uint8Array> => selectedBytes(source, table, order);
    return await work({
      table,
      rows: rowIndexes(table),
      select,
      *selectLast(order) {
        yield* select(order);
        source.close();
      },
    });
  } finally {
    source.close();
  }
}

/** What the commands say of rows that they moved without having understood them. */
export function brokenNotes({ nBroken, nRuns }: RowTable, done: string): string[] {
  return [
    ...(nBroken === 0
      ? []
      : [
          `${amount(nBroken, 'row')} ${nBroken === 1 ? 'is' : 'are'} not valid JSON and ${nBroken === 1 ? 'was' : 'were'} ${done}.`,
        ]),
    ...(nRuns === 0
      ? []
      : [
          `${amount(nRuns, 'value')} over several lines ${nRuns === 1 ? 'is' : 'are'} one row each; "join" puts them on one line.`,
        ]),
  ];
}

export function blankNotes({ nBlank }: RowTable): string[] {
  return nBlank === 0 ? [] : [`${amount(nBlank, 'blank line')} left out.`];
}
