/** The rows of a file, read as often as needed and never all in memory; only a JSON array is held as a whole. */
import { formatOf, readDatasetFile, type Dataset, type DatasetRow, type ReadOptions } from './read.ts';
import { layoutOf } from './layout.ts';
import { lineBatches } from './lines.ts';
import { NO_COLUMNS } from './columns.ts';
import { SAMPLE_ROWS } from './detect.ts';
import { readRow } from './row.ts';

export type RowStream = Pick<Dataset, 'path' | 'format' | 'layout' | 'columns' | 'suggestedColumns'> & {
  /** From the start each time, some at once; blank rows are among them. */
  rows: () => AsyncIterable<readonly DatasetRow[]>;
};

/** Finds layout and format from the first rows. Throws UserError for a path that cannot be read. */
export async function openRows(path: string, options: ReadOptions = {}): Promise<RowStream> {
  const columns = options.columns ?? NO_COLUMNS;
  const head = await firstLines(path);
  if (layoutOf(head, path) === 'json-array') {
    const dataset = await readDatasetFile(path, options);
    return { ...dataset, rows: () => once(dataset.rows) };
  }
  const first = head.map((text) => readRow(text, columns)).filter(({ blank }) => !blank);
  return { path, layout: 'jsonl', columns, ...formatOf(first, options), rows: () => jsonlRows(path, columns) };
}

async function* once<T>(item: T): AsyncGenerator<T> {
  await Promise.resolve();
  yield item;
}

/** Lines enough to tell layout and format. */
async function firstLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  let n = 0;
  for await (const batch of lineBatches(path)) {
    lines.push(...batch.lines);
    for (const line of batch.lines) if (line.trim() !== '') n++;
    if (n >= SAMPLE_ROWS) break;
  }
  return lines;
}

async function* jsonlRows(path: string, columns: Dataset['columns']): AsyncGenerator<DatasetRow[]> {
  let nLines = 0;
  for await (const { lines, invalid } of lineBatches(path)) {
    const before = nLines;
    nLines += lines.length;
    yield lines.map((text, i) => ({
      ...readRow(text, columns, invalid.get(i)),
      row: before + i + 1,
      start: { line: before + i, column: 0 },
    }));
  }
}
