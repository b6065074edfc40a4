/** What commands on datasets may not do: change a byte that they are not about. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../src/dataset/byteSource.ts';
import { byteLines, lineStarts } from '../../src/dataset/byteLines.ts';
import { splitLines } from '../../src/dataset/lines.ts';
import { deduplicate } from '../../src/dataset/operations/deduplicate.ts';
import { promptKey, valueKey } from '../../src/dataset/operations/keys.ts';
import { sampled, shuffled, sorted } from '../../src/dataset/operations/order.ts';
import { arrayBytes, linesBytes, runBytes, styleOf } from '../../src/dataset/operations/relayout.ts';
import { aroundBlanks } from '../../src/dataset/operations/select.ts';
import { sortKeyOf } from '../../src/dataset/operations/sortKeys.ts';
import { splitRows } from '../../src/dataset/operations/split.ts';
import { readDatasetText } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { keyed, textTable, type TextTable } from '../support/operations.ts';

/** Rows as people's files have them: unknown keys, long numbers, escapes, doubles, faults, values over several lines. */
const ROW = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ instruction: fc.string(), output: fc.string() }).map((row) => JSON.stringify(row)),
  },
  {
    weight: 2,
    arbitrary: fc.jsonValue().map((value) => JSON.stringify({ text: '', value }, null, 1).replaceAll('\n', ' ')),
  },
  fc.constantFrom(
    '{"instruction": "\\u00e9\\/", "output": "e", "zeta": 1.0, "alpha": 12345678901234567890}',
    '{ "text" : "a" , "text":"b" }',
    '{"text": "cut off',
    "{'text': 'python'}",
    '{"text": "raw\u0001"}',
    '{"text": "😀\u2028 \\ud83d"}',
    '{\n  "text": "several lines",\n  "n": [\n    1e2\n  ]\n}',
    'no json',
  ),
);
const LINE_END = fc.constantFrom('\n', '\r\n');
const FILE = fc
  .record({
    rows: fc.array(ROW, { maxLength: 12 }),
    end: LINE_END,
    blank: fc.array(fc.constantFrom('', '  ', '\t'), { maxLength: 3 }),
    bom: fc.boolean(),
    isClosed: fc.boolean(),
  })
  .map(({ rows, end, blank, bom, isClosed }) => {
    const lines = [...rows.flatMap((row, i) => [...(i % 3 === 1 ? blank : []), row])];
    const text = lines.join('\n') + (isClosed && lines.length > 0 ? '\n' : '');
    return (bom ? '\uFEFF' : '') + text.replaceAll('\n', end);
  });

const textsOf = ({ written, table, rows }: TextTable): string[] =>
  rows.map((row) => {
    const whole = written([row]);
    const end = whole.length - (table.isClosed ? table.divider.length : 0);
    return whole.slice(table.bom ? 1 : 0, end);
  });

/** Without what JSON does not keep, as -0. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const isPermutation = (before: readonly string[], after: readonly string[]): void =>
  expect([...after].sort()).toEqual([...before].sort());

describe('rows stay as they are written', () => {
  test('all of them in file order are the file', () =>
    fc.assert(
      fc.asyncProperty(FILE, async (text) => {
        const { table, written } = await textTable(text);
        expect(written(Array.from({ length: table.length }, (_, i) => i))).toBe(text);
      }),
    ));

  test.each([
    ['shuffle', ({ rows }: TextTable) => shuffled(rows, 7)],
    [
      'sort',
      (file: TextTable) => sorted(file.rows, keyed(file, sortKeyOf('length', undefined), undefined), 'descending'),
    ],
  ])('%s keeps the rows, their number, the byte order mark, the line ends and the end of the file', (_, orderOf) =>
    fc.assert(
      fc.asyncProperty(FILE, async (text) => {
        const before = await textTable(text);
        const result = before.written(aroundBlanks(before.table, orderOf(before)));
        expect(Buffer.byteLength(result)).toBe(Buffer.byteLength(text));
        const after = await textTable(result);
        isPermutation(textsOf(before), textsOf(after));
        expect(after.table.bom).toBe(before.table.bom);
        expect(after.table.isClosed).toBe(before.table.isClosed);
        const blankLines = ({ table }: TextTable): number[] =>
          Array.from({ length: table.length }, (__, i) => i).filter((i) => table.isBlank(i));
        expect(blankLines(after)).toEqual(blankLines(before));
      }),
    ),
  );

  test('deduplicate only takes lines out', () =>
    fc.assert(
      fc.asyncProperty(FILE, fc.constantFrom('first' as const, 'last' as const), async (text, keep) => {
        const file = await textTable(text + text);
        const { kept, removed } = deduplicate(keyed(file, valueKey, ''), keep);
        isPermutation(
          file.rows.map(String),
          [...kept.filter((row) => !file.table.isBlank(row)), ...removed].map(String),
        );
        const texts = textsOf(file);
        const textOf = (row: number): string => texts[file.rows.indexOf(row)]!;
        const result = await textTable(file.written(kept));
        expect(textsOf(result)).toEqual(kept.filter((row) => !file.table.isBlank(row)).map(textOf));
        const values = keyed(result, valueKey, '').filter((key) => key !== '');
        expect(new Set(values).size).toBe(values.length);
      }),
    ));

  test('join changes only rows over several lines, and leaves none', () =>
    fc.assert(
      fc.asyncProperty(FILE, async (text) => {
        const file = await textTable(text);
        const all = Array.from({ length: file.table.length }, (_, i) => i);
        const joined = file.written(all, (row) =>
          file.runs.has(row) ? runBytes(file.source, file.table, row) : undefined,
        );
        const after = await textTable(joined);
        expect(after.runs.size).toBe(0);
        const before = textsOf(file);
        for (const [i, row] of file.rows.entries()) if (!file.runs.has(row)) expect(textsOf(after)[i]).toBe(before[i]);
        expect(after.seen.map(({ value }) => value)).toEqual(file.seen.map(({ value }) => value));
        const codes = checkDataset(readDatasetText(joined, 'rows.jsonl')).counts.byCode;
        expect(codes['json-syntax'] ?? 0).toBe(file.table.nBroken);
      }),
    ));

  test('lines become an array and lines again', () =>
    fc.assert(
      fc.asyncProperty(FILE, async (text) => {
        const file = await textTable(text);
        const broken = new Set(file.seen.filter(({ value }) => value === undefined).map(({ index }) => index));
        const rows = file.rows.filter((row) => !broken.has(row));
        const array = Buffer.concat([...arrayBytes([{ ...file, rows }], styleOf(file))]);
        const values = file.seen.flatMap(({ value }) => (value === undefined ? [] : [value]));
        expect(JSON.parse(array.toString().replace(/^\uFEFF/, ''))).toEqual(values);
        const again = await textTable(array, 'rows.json');
        const lines = Buffer.concat([...linesBytes([again], styleOf(again))]).toString();
        const texts = textsOf(file).map((row, i) => (file.runs.has(file.rows[i]!) ? file.seen[i]!.text : row));
        const kept = texts.filter((_, i) => !broken.has(file.rows[i]!));
        const { lineEnd, bom } = styleOf(again);
        expect(lines).toBe((bom ? '\uFEFF' : '') + kept.map((row) => row + lineEnd).join(''));
      }),
    ));

  test('split and sample hand out every row once', () =>
    fc.assert(
      fc.asyncProperty(FILE, fc.nat(1000), async (text, seed) => {
        const file = await textTable(text);
        if (file.rows.length < 4) return;
        const keys = keyed(file, promptKey({}), '');
        const amounts = { validation: { count: 1 }, test: { count: 1 } };
        const { train, validation, test: kept } = splitRows(file.rows, (row) => keys[row]!, amounts, seed);
        expect([...train, ...validation, ...kept].sort((a, b) => a - b)).toEqual(file.rows);
        const known = (rows: number[]): string[] => rows.map((row) => keys[row]!).filter((key) => key !== '');
        expect(known(validation).filter((key) => known(train).includes(key))).toEqual([]);
        expect(known(kept).filter((key) => known([...train, ...validation]).includes(key))).toEqual([]);
        const some = sampled(file.rows, 2, seed);
        expect(some).toHaveLength(2);
        expect(file.rows.filter((row) => some.includes(row))).toEqual(some);
      }),
    ));
});

test('an array stays an array, its rows as they are written', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(undefined, 2, '\t'),
      fc.nat(),
      async (values, indent, seed) => {
        const text = `${JSON.stringify(values, null, indent)}\n`;
        const file = await textTable(text, 'rows.json');
        expect(file.table.layout).toBe('json-array');
        expect(file.written(file.rows)).toBe(text);
        const order = shuffled(file.rows, seed);
        expect(JSON.parse(file.written(order))).toEqual(order.map((i) => asJson(values[i])));
        const some = order.slice(0, 2);
        expect(JSON.parse(file.written(some))).toEqual(some.map((i) => asJson(values[i])));
      },
    ),
  ));

test('bytes that are no UTF-8 move along, and make no row equal to another', async () => {
  const rows = [Buffer.from('{"text": "caf\xe9"}\n', 'latin1'), Buffer.from('{"text": "caf\xe8"}\n', 'latin1')];
  const file = await textTable(Buffer.concat(rows));
  expect(deduplicate(keyed(file, valueKey, ''), 'first').removed).toEqual([]);
  const source = bytesOf(Buffer.concat(rows), 'rows.jsonl');
  expect(Array.from(byteLines(source, 0), ({ bytes }) => bytes.toString('latin1'))).toEqual([
    '{"text": "caf\xe9"}',
    '{"text": "caf\xe8"}',
  ]);
});

test('lines in bytes are the lines of the text, however they are read', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'é😀', '\n', '\r', '\r\n', ' '), { maxLength: 30 }),
      fc.integer({ min: 1, max: 6 }),
      (parts, chunkBytes) => {
        const text = parts.join('');
        const source = bytesOf(Buffer.from(text), 'x');
        const found = Array.from(byteLines(source, 0, chunkBytes), (line) => ({
          ...line,
          text: line.bytes.toString(),
        }));
        const expected = splitLines(text);
        expect(found.map((line) => line.text)).toEqual(expected.at(-1) === '' ? expected.slice(0, -1) : expected);
        for (let n = 0; n <= found.length; n++)
          expect([...lineStarts(source, n, chunkBytes)]).toEqual([0, ...found.slice(0, n).map(({ next }) => next)]);
        const written = found.map(({ start, next }) => Buffer.from(text).subarray(start, next).toString());
        expect(written.join('')).toBe(text);
      },
    ),
  ));

test('an array of some megabytes is read in pieces', async () => {
  const values = Array.from({ length: 30_000 }, (_, i) => ({ text: 'é"\\]'.repeat(i % 40), i }));
  const text = JSON.stringify(values);
  expect(text.length).toBeGreaterThan(3 << 20);
  const file = await textTable(text, 'rows.json');
  expect(file.seen.map(({ value }) => value)).toEqual(values);
  expect(file.seen.at(-1)!.end).toEqual({ line: 0, column: text.length - 1 });
});
