/** A dataset file opened as a table of rows, for commands that select and order them. */
import { openBytes, type ByteSource } from '../../dataset/byteSource.ts';
import { rowIndexes, selectedBytes } from '../../dataset/operations/select.ts';
import { tableOf, type FileTable, type TableRow } from '../../dataset/fileTable.ts';
import { amount } from './common.ts';

export type TableFile = {
  source: ByteSource;
  table: FileTable;
  /** Rows without the blank lines. */
  rows: number[];
  /** Rows that are values over several lines. */
  runs: Set<number>;
  /** Rows that are no JSON. */
  broken: Set<number>;
  /** The file with these rows and blank lines, as they are written. */
  select: (order: readonly number[], rewrite?: (row: number) => Buffer | undefined) => Iterable<Uint8Array>;
  /** The same as the last use of the file: it is closed, because Windows renames nothing over an open one. */
  selectLast: TableFile['select'];
  close: () => void;
};

export type Visit = (row: TableRow) => void;

/** Reads a file whose rows `visit` sees. The caller closes it. */
export async function openTable(path: string, signal: AbortSignal, visit: Visit): Promise<TableFile> {
  const source = await openBytes(path, signal);
  try {
    const [runs, broken] = [new Set<number>(), new Set<number>()];
    const table = await tableOf(source, {
      signal,
      visit: (row) => {
        if (row.run !== undefined) runs.add(row.index);
        else if (row.value === undefined) broken.add(row.index);
        visit(row);
      },
    });
    const select: TableFile['select'] = (order, rewrite) => selectedBytes(source, table, order, rewrite);
    return {
      ...{ source, table, rows: rowIndexes(table), runs, broken, select },
      *selectLast(order, rewrite) {
        yield* select(order, rewrite);
        source.close();
      },
      close: () => source.close(),
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** The same for `work`, after which it is closed. */
export async function withTable<T>(
  path: string,
  signal: AbortSignal,
  visit: Visit,
  work: (file: TableFile) => Promise<T>,
): Promise<T> {
  const file = await openTable(path, signal, visit);
  try {
    return await work(file);
  } finally {
    file.close();
  }
}

/** What the commands say of rows that they moved without having understood them. */
export function brokenNotes({ nBroken, nRuns }: Pick<FileTable, 'nBroken' | 'nRuns'>, done: string): string[] {
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

export function blankNotes({ nBlank }: Pick<FileTable, 'nBlank'>): string[] {
  return nBlank === 0 ? [] : [`${amount(nBlank, 'blank line')} left out.`];
}
