/** Records of a CSV or TSV file as RFC 4180 has them, each with its bytes, so that what cannot be used is put aside as it is written. */
import { isUtf8 } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { errors } from '../../common/errors.ts';
import { byteLines } from '../byteLines.ts';
import type { ByteSource } from '../byteSource.ts';
import { firstInvalid, splitLines } from '../lines.ts';

export type CsvRecord = {
  cells: string[];
  /** Its bytes with the line end, half-open. */
  start: number;
  end: number;
};

export type CsvFile = { source: ByteSource; delimiter: string; head: number };

const BOM_BYTES = 3;

/** Throws UserError `csv-encoding` for text that is not UTF-8, with its place. */
export function openCsv(source: ByteSource, delimiter: string | undefined): CsvFile {
  const opening = source.read(0, Math.min(source.size, BOM_BYTES));
  if (opening.length >= 2 && ['fffe', 'feff'].includes(opening.subarray(0, 2).toString('hex')))
    throw errors.csvEncoding(source.path, 1, 1, 'UTF-16');
  const head = opening.toString('hex') === 'efbbbf' ? BOM_BYTES : 0;
  let line = 0;
  for (const { bytes } of byteLines(source, head)) {
    line++;
    if (!isUtf8(bytes)) throw errors.csvEncoding(source.path, line, firstInvalid(bytes) + 1, 'Latin-1 (Windows-1252)');
  }
  return { source, head, delimiter: delimiter ?? detectDelimiter(source, head) };
}

const CHUNK_BYTES = 1 << 20;

/** Every record that is not an empty line, the header too. Throws UserError `csv-quote` for a quoted cell that never ends. */
export async function* csvRecords(
  { source, delimiter, head }: CsvFile,
  chunkBytes = CHUNK_BYTES,
): AsyncGenerator<CsvRecord> {
  /** Where the last record ended; the parser is ahead of the loop below. */
  let parsed = head;
  const parser = parse({
    delimiter,
    on_record: (record: string[], { bytes }) => {
      parsed = head + bytes;
      return record;
    },
    info: true,
    // All three at once: a file may have been put together from parts. Found by itself, the first one would go for all.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // A quote within a cell without quotes is a character like any other.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 0,
  });
  // An error of either end is thrown by the loop below.
  pipeline(Readable.from(chunks(source, head, chunkBytes)), parser, () => undefined);
  let start = head;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { bytes: number } }>) {
      const end = head + info.bytes;
      yield { cells: record, start, end };
      start = end;
    }
  } catch (error) {
    const isOpen = error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED';
    throw isOpen ? errors.csvQuote(source.path, lineCounter(source)(parsed)) : error;
  }
}

function* chunks(source: ByteSource, start: number, size: number): Generator<Buffer> {
  for (let from = start; from < source.size; from += size) yield source.read(from, Math.min(source.size, from + size));
}

/** The line (from 1) of a record that starts at an offset, past the empty lines before it; offsets must not decrease. */
export function lineCounter(source: ByteSource): (offset: number) => number {
  let [line, from] = [1, 0];
  return (offset) => {
    line += splitLines(source.read(from, offset).toString('latin1')).length - 1;
    from = offset;
    const opening = source.read(offset, Math.min(source.size, offset + 4096)).toString('latin1');
    return line + splitLines(/^[\r\n]*/.exec(opening)![0]).length - 1;
  };
}

const DELIMITERS = [',', ';', '\t', '|'];
const DETECTION_BYTES = 1 << 16;

/** The mark that divides the first records into the most equal numbers of cells; the ending .tsv decides for a tab. */
function detectDelimiter(source: ByteSource, head: number): string {
  if (/\.(tsv|tab)(\.gz)?$/i.test(source.path)) return '\t';
  const text = source.read(head, Math.min(source.size, head + DETECTION_BYTES)).toString('utf8');
  let best = { delimiter: ',', nAgreeing: 0, nMarks: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = marksByRecord(text, delimiter);
    const nMarks = counts[0] ?? 0;
    const nAgreeing = nMarks === 0 ? 0 : counts.filter((n) => n === nMarks).length;
    if (nAgreeing > best.nAgreeing || (nAgreeing === best.nAgreeing && nMarks > best.nMarks))
      best = { delimiter, nAgreeing, nMarks };
  }
  return best.delimiter;
}

/** Delimiters outside of quotes in each record. */
function marksByRecord(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let n = 0;
  let [isQuoted, isEmpty] = [false, true];
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === '\n' || character === '\r')) {
      if (!isEmpty) counts.push(n);
      n = 0;
      isEmpty = true;
      continue;
    } else if (!isQuoted && character === delimiter) n++;
    isEmpty = false;
  }
  return counts.length === 0 && !isEmpty ? [n] : counts;
}
