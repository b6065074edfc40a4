/** `tunewright import`: CSV and TSV files as JSONL. */
import { besidePath } from '../../common/besidePath.ts';
import { errors } from '../../common/errors.ts';
import { createPause } from '../../common/pause.ts';
import { formatColumns } from '../../dataset/columns.ts';
import { openBytes } from '../../dataset/byteSource.ts';
import { csvRecords, lineCounter, openCsv, type CsvFile, type CsvRecord } from '../../dataset/operations/csv.ts';
import { isEmptyRecord, planOf, rowOf, type CsvPlan } from '../../dataset/operations/csvRows.ts';
import { SAMPLE_ROWS } from '../../dataset/detect.ts';
import type { CliCommand } from '../command.ts';
import { parseColumns } from '../../recipe/columns.ts';
import { parseOptions } from '../parse.ts';
import { amount, COLUMNS, finish, FLAGS, FLAGS_HELP, oneFile, orderly, resultPath, type Output } from './common.ts';

const NAME = 'import';
const USAGE = `Usage: tunewright import FILE [options]

Writes the rows of a CSV or TSV file (UTF-8, with a header) as JSONL: a field a column, cells as strings as they are written.
Empty cells of fields that a row need not have are left out. Rows that have not a cell for each column go to a file of their
own, under the same header.

  --columns COLUMN=FIELD,…  fields of columns, such as question=instruction,answer=output (default: those that the names
                       suggest; other columns keep their names)
  --delimiter MARK     what divides cells: "," ";" "|" or tab (default: found in the file)
  --removed FILE       where rows that do not fit the header go (default: FILE.rejected beside it)
  --out FILE           the result (default: FILE with the ending .jsonl)
${FLAGS_HELP}`;

export const importCommand: CliCommand = {
  name: NAME,
  summary: 'turn a CSV or TSV file into JSONL',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const { values, positionals } = parseOptions(NAME, {
        args,
        options: { ...FLAGS, ...COLUMNS, delimiter: { type: 'string' }, removed: { type: 'string' } },
        allowPositionals: true,
      });
      const path = oneFile(NAME, positionals);
      const out = resultPath(path, undefined, values, '.jsonl');
      const delimiter = values.delimiter === undefined ? undefined : parseDelimiter(values.delimiter);
      const given = values.columns === undefined ? undefined : parseColumns(values.columns);
      const source = await openBytes(path, io.signal);
      try {
        const csv = openCsv(source, delimiter);
        const plan = await planFrom(csv, given);
        const { nRows, nEmpty, rejected } = await count(csv, plan, io.signal);
        const outputs: Output[] = [{ path: out, rows: nRows, content: jsonlOf(csv, plan) }];
        if (rejected.n > 0)
          outputs.unshift({
            path: values.removed ?? besidePath(path, 'rejected'),
            rows: rejected.n,
            what: 'that do not fit the header',
            content: rejectedOf(csv, plan),
          });
        return await finish(
          NAME,
          [path],
          {
            rows: nRows + rejected.n,
            outputs,
            facts: { format: plan.format, ...(plan.suggested === undefined ? {} : { columns: plan.suggested }) },
            notes: [
              ...(plan.suggested === undefined
                ? []
                : [`columns read as ${formatColumns(plan.suggested)}; --columns names others.`]),
              ...(plan.format === 'unknown' ? ['the rows fit no known format.'] : [`the rows are ${plan.format}.`]),
              ...rejected.places,
              ...(rejected.n > rejected.places.length ? [`and ${rejected.n - rejected.places.length} more.`] : []),
              ...(nEmpty === 0 ? [] : [`${amount(nEmpty, 'row')} without any text left out.`]),
            ],
          },
          values,
          io,
        );
      } finally {
        source.close();
      }
    }),
};

function parseDelimiter(text: string): string {
  const mark = /^(tab|\\t)$/i.test(text) ? '\t' : text;
  if (mark.length === 1 && !'"\r\n'.includes(mark)) return mark;
  throw errors.usage(`--delimiter ${JSON.stringify(text)} is no single mark.`, 'Write one character, or tab.');
}

async function planFrom(csv: CsvFile, given: Parameters<typeof planOf>[3]): Promise<CsvPlan> {
  const first: CsvRecord[] = [];
  for await (const record of csvRecords(csv)) {
    first.push(record);
    if (first.length > SAMPLE_ROWS) break;
  }
  const [header, ...records] = first.map(({ cells }) => cells);
  if (header === undefined || records.length === 0)
    throw errors.nothingToWrite(csv.source.path, 'has no rows under a header');
  return planOf(csv.source.path, header, records, given);
}

/** Rejected rows that are named one by one. */
const MAX_NAMED = 10;

type Counted = { nRows: number; nEmpty: number; rejected: { n: number; places: string[] } };

/** A first pass: what would be written, before anything is. */
async function count(csv: CsvFile, plan: CsvPlan, signal: AbortSignal): Promise<Counted> {
  const counted: Counted = { nRows: 0, nEmpty: 0, rejected: { n: 0, places: [] } };
  const lineOf = lineCounter(csv.source);
  const pause = createPause(signal);
  for await (const { cells, start } of body(csv)) {
    const waiting = pause();
    if (waiting !== undefined) await waiting;
    if (isEmptyRecord(cells)) counted.nEmpty++;
    else if (rowOf(cells, plan) !== undefined) counted.nRows++;
    else if (counted.rejected.n++ < MAX_NAMED)
      counted.rejected.places.push(`line ${lineOf(start)}: ${why(cells, plan)}.`);
  }
  return counted;
}

const why = (cells: readonly string[], { fields }: CsvPlan): string =>
  cells.length === fields.length
    ? 'text in a column without a name'
    : `${amount(cells.length, 'cell')}, but ${amount(fields.length, 'column')}`;

async function* body(csv: CsvFile): AsyncGenerator<CsvRecord> {
  let isHeader = true;
  for await (const record of csvRecords(csv)) {
    if (!isHeader) yield record;
    isHeader = false;
  }
}

const CHUNK_LENGTH = 1 << 20;

async function* jsonlOf(csv: CsvFile, plan: CsvPlan): AsyncGenerator<Uint8Array> {
  let text = '';
  for await (const { cells } of body(csv)) {
    const row = isEmptyRecord(cells) ? undefined : rowOf(cells, plan);
    if (row !== undefined) text += `${row}\n`;
    if (text.length < CHUNK_LENGTH) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** The header and the rejected rows, as they are written. */
async function* rejectedOf(csv: CsvFile, plan: CsvPlan): AsyncGenerator<Uint8Array> {
  let isHeader = true;
  for await (const { cells, start, end } of csvRecords(csv)) {
    if (isHeader) yield csv.source.read(0, end);
    else if (!isEmptyRecord(cells) && rowOf(cells, plan) === undefined) yield csv.source.read(start, end);
    isHeader = false;
  }
}
