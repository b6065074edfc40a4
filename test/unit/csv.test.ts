/** CSV as people have it, from bytes to rows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../src/dataset/byteSource.ts';
import { csvRecords, lineCounter, openCsv, type CsvRecord } from '../../src/dataset/operations/csv.ts';
import { planOf, rowOf } from '../../src/dataset/operations/csvRows.ts';

async function records(text: string, path = 'data.csv', chunkBytes?: number): Promise<CsvRecord[]> {
  const found: CsvRecord[] = [];
  for await (const record of csvRecords(openCsv(bytesOf(Buffer.from(text), path), undefined), chunkBytes))
    found.push(record);
  return found;
}

const cells = async (text: string, path?: string): Promise<string[][]> =>
  (await records(text, path)).map((record) => record.cells);

describe('records', () => {
  test.each([
    [
      'quotes, and quotes in quotes',
      'a,b\n"x,y","say ""hi"""\n',
      [
        ['a', 'b'],
        ['x,y', 'say "hi"'],
      ],
    ],
    [
      'line breaks in cells stay as written',
      'a,b\r\n"1\r\n2","3\n4"\r\n',
      [
        ['a', 'b'],
        ['1\r\n2', '3\n4'],
      ],
    ],
    [
      'every kind of line end',
      'a,b\r\n1,2\n3,4\r5,6',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    [
      'white space stays',
      'a,b\n 1 ,\t2\n',
      [
        ['a', 'b'],
        [' 1 ', '\t2'],
      ],
    ],
    [
      'a byte order mark is no part of a name',
      '\uFEFFa,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a quote within a cell',
      'a,b\n5" disk,"x"y\n',
      [
        ['a', 'b'],
        ['5" disk', '"x"y'],
      ],
    ],
    [
      'empty lines are no records',
      'a,b\n\n1,2\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'semicolons',
      'a;b\n1,5;2,5\n',
      [
        ['a', 'b'],
        ['1,5', '2,5'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1, 2\t3\n',
      [
        ['a', 'b'],
        ['1, 2', '3'],
      ],
    ],
    [
      'delimiters in quotes do not count',
      'a;b\n"1,2,3";x\n"4,5,6";y\n',
      [
        ['a', 'b'],
        ['1,2,3', 'x'],
        ['4,5,6', 'y'],
      ],
    ],
    ['one column', 'text\none, two\n', [['text'], ['one', ' two']]],
  ])('%s', async (_, text, expected) => {
    expect(await cells(text)).toEqual(expected);
  });

  test('the ending .tsv decides', async () => {
    expect(await cells('a,b\tc\n1,2\t3\n', 'data.tsv')).toEqual([
      ['a,b', 'c'],
      ['1,2', '3'],
    ]);
  });

  test('what RFC 4180 writes is read again, whatever the chunks, and each record knows its bytes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'é', '😀', ' ') });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    return fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 9 }),
        async (rows, end, chunkBytes) => {
          const text = `h,i${end}${rows.map((row) => row.map(quoted).join(',') + end).join('')}`;
          const found = await records(text, 'data.csv', chunkBytes);
          expect(found.slice(1).map((record) => record.cells)).toEqual(rows);
          const bytes = Buffer.from(text);
          expect(found.map(({ start, end: to }) => bytes.subarray(start, to).toString()).join('')).toBe(text);
        },
      ),
    );
  });

  test('lines are counted as an editor does, empty ones too', async () => {
    const text = 'a,b\r\n"1\r\n2",x\r\n\r\n\r\n3,y\n';
    const lineOf = lineCounter(bytesOf(Buffer.from(text), 'data.csv'));
    expect((await records(text)).map(({ start }) => lineOf(start))).toEqual([1, 2, 6]);
  });

  test('what cannot be read is said with its place', async () => {
    await expect(records('a,b\n1,2\n3,"open\n4,5\n')).rejects.toMatchObject({
      message: expect.stringContaining('line 3') as string,
    });
    const latin = Buffer.from('a,b\n1,caf\xe9\n', 'latin1');
    expect(() => openCsv(bytesOf(latin, 'data.csv'), undefined)).toThrow('line 2, column 6');
    const utf16 = Buffer.from('\uFEFFa\tb\n', 'utf16le');
    expect(() => openCsv(bytesOf(utf16, 'data.csv'), undefined)).toThrow('UTF-16');
  });
});

describe('rows', () => {
  const rows = (header: string[], records_: string[][], columns?: Record<string, string>): (string | undefined)[] => {
    const plan = planOf('data.csv', header, records_, columns);
    return records_.map((record) => rowOf(record, plan));
  };

  test.each([
    ['a format by its names', ['prompt', 'completion'], ['a', 'b'], '{"prompt": "a", "completion": "b"}'],
    ['strings as they are written', ['text', 'n'], ['007', '1.0'], '{"text": "007", "n": "1.0"}'],
    [
      'empty cells of fields that need not be',
      ['instruction', 'input', 'output'],
      ['a', '', ''],
      '{"instruction": "a", "output": ""}',
    ],
    [
      'suggested columns, others as they are',
      ['Question', 'Answer', 'id'],
      ['a', 'b', '1'],
      '{"instruction": "a", "output": "b", "id": "1"}',
    ],
    [
      'lists',
      ['messages'],
      ['[ {"role":"user",\n"content":"a"} ]'],
      '{"messages": [{"role": "user", "content": "a"}]}',
    ],
    [
      'labels',
      ['prompt', 'completion', 'label'],
      ['a', 'b', 'TRUE'],
      '{"prompt": "a", "completion": "b", "label": true}',
    ],
    ['a column without a name or text', ['text', ''], ['a', ' '], '{"text": "a"}'],
  ])('%s', (_, header, record, expected) => {
    expect(rows(header, [record])).toEqual([expected]);
  });

  test('a mapping', () => {
    expect(rows(['q', 'a', 'x'], [['1', '2', '3']], { q: 'instruction', a: 'output' })).toEqual([
      '{"instruction": "1", "output": "2", "x": "3"}',
    ]);
  });

  test('records with other numbers of cells, or text under no name, are no rows', () => {
    expect(rows(['text', ''], [['a', ''], ['a'], ['a', '', 'b'], ['a', 'b']])).toEqual([
      '{"text": "a"}',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each([
    [['a', 'b'], undefined, 'fit no known format'],
    [['a', 'a'], undefined, 'names the column "a" twice'],
    [['', ' '], undefined, 'names no column'],
    [['a', 'output'], { a: 'output' }, 'two columns for the field "output"'],
    [['a', 'b'], { c: 'output' }, 'has no column "c"'],
  ])('%j with %j is refused', (header, columns, message) => {
    expect(() => planOf('data.csv', header, [['1', '2']], columns)).toThrow(message);
  });
});
