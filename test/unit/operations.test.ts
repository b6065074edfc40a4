/** Each command on a dataset, by exact texts in and out. */
import { describe, expect, test } from 'vitest';
import { parseAmount } from '../../src/dataset/operations/amount.ts';
import { deduplicate } from '../../src/dataset/operations/deduplicate.ts';
import { promptKey, valueKey } from '../../src/dataset/operations/keys.ts';
import { sampled, shuffled, sorted } from '../../src/dataset/operations/order.ts';
import { aroundBlanks } from '../../src/dataset/operations/select.ts';
import { sortKeyOf, type SortBy } from '../../src/dataset/operations/sortKeys.ts';
import { splitRows } from '../../src/dataset/operations/split.ts';
import { keyed, textTable } from '../support/operations.ts';

describe('deduplicate', () => {
  const deduplicated = async (text: string, keep: 'first' | 'last' = 'first', keyOf = valueKey): Promise<string> => {
    const file = await textTable(text);
    return file.written(deduplicate(keyed(file, keyOf, ''), keep).kept);
  };

  test.each([
    ['white space and escapes aside', '{"a": "é"}\r\n{"a":"\\u00e9"}\r\n{"a":"e"}\r\n', '{"a": "é"}\r\n{"a":"e"}\r\n'],
    ['the order of keys counts', '{"a":1,"b":2}\n{"b":2,"a":1}\n', '{"a":1,"b":2}\n{"b":2,"a":1}\n'],
    [
      'every digit counts',
      '{"n":12345678901234567890}\n{"n":12345678901234567891}',
      '{"n":12345678901234567890}\n{"n":12345678901234567891}',
    ],
    ['without a final line end', '\uFEFF1\n2\n1', '\uFEFF1\n2'],
    ['the row without a line end stays', '1\n1\n2', '1\n2'],
    ['blank lines stay', '1\n\n1\n\n', '1\n\n\n'],
    ['broken rows stay', '{"a": \n{"a": \n', '{"a": \n{"a": \n'],
    ['a value over several lines is a row', '{"a":1}\n{\n"a": 1\n}\n{"b":1}\n', '{"a":1}\n{"b":1}\n'],
    ['an array', '[\n  {"a":1},\n  {"a": 1},\n  2\n]\n', '[\n  {"a":1},\n  2\n]\n'],
    ['an empty file', '', ''],
  ])('%s', async (_, before, after) => {
    expect(await deduplicated(before)).toBe(after);
  });

  test('keeps the last', async () => {
    expect(await deduplicated('{"a":1}\n2\n{"a": 1}\n', 'last')).toBe('2\n{"a": 1}\n');
  });

  test.each([
    [
      'alpaca',
      '{"instruction": "Say  Hello", "output": "a"}',
      '{"instruction": "say hello ", "input": "", "output": "b"}',
      true,
    ],
    [
      'another input',
      '{"instruction": "Add", "input": "1", "output": "a"}',
      '{"instruction": "Add", "input": "2", "output": "a"}',
      false,
    ],
    ['completion', '{"prompt": "Hi", "completion": "a"}', '{"prompt": "hi", "completion": "b"}', true],
    [
      'chat',
      '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "a"}]}',
      '{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "b"}]}',
      true,
    ],
    [
      'another system message',
      '{"messages": [{"role": "system", "content": "A"}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "a"}]}',
      '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "a"}]}',
      false,
    ],
    [
      'sharegpt',
      '{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "a"}]}',
      '{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "b"}]}',
      true,
    ],
    [
      'preference',
      '{"prompt": "Hi", "chosen": "a", "rejected": "b"}',
      '{"prompt": "Hi", "chosen": "c", "rejected": "b"}',
      true,
    ],
    [
      'kto',
      '{"prompt": "Hi", "completion": "a", "label": true}',
      '{"prompt": "Hi", "completion": "b", "label": false}',
      true,
    ],
    ['text has no prompt', '{"text": "Hi"}', '{"text": "hi"}', false],
  ])('by prompt: %s', async (_, first, second, isSame) => {
    expect(await deduplicated(`${first}\n${second}\n`, 'first', promptKey({}))).toBe(
      isSame ? `${first}\n` : `${first}\n${second}\n`,
    );
  });

  test('by prompt of a format that was given: raw text has none', async () => {
    const [first, second] = [
      '{"prompt": "Hi", "completion": "a", "text": "1"}',
      '{"prompt": "hi", "completion": "b", "text": "2"}',
    ];
    expect(await deduplicated(`${first}\n${second}\n`, 'first', promptKey({}))).toBe(`${first}\n`);
    expect(await deduplicated(`${first}\n${second}\n`, 'first', promptKey({ format: 'text' }))).toBe(
      `${first}\n${second}\n`,
    );
  });

  test('by prompt with own columns', async () => {
    const [first, second] = ['{"question": "Hi", "answer": "a"}', '{"question": "hi", "answer": "b"}'];
    const keyOf = promptKey({ columns: { question: 'instruction', answer: 'output' } });
    expect(await deduplicated(`${first}\n${second}\n`, 'first', keyOf)).toBe(`${first}\n`);
    expect(await deduplicated(`${first}\n${second}\n`, 'first', promptKey({}))).toBe(`${first}\n${second}\n`);
  });
});

describe('sort', () => {
  const sort = async (
    text: string,
    by: SortBy,
    field?: string,
    direction: 'ascending' | 'descending' = 'ascending',
  ) => {
    const file = await textTable(text);
    return file.written(
      aroundBlanks(file.table, sorted(file.rows, keyed(file, sortKeyOf(by, field), undefined), direction)),
    );
  };

  test.each([
    ['characters, not bytes, escapes or code units', '"abc"\n"😀é"\n"\\u0041"\n', '"\\u0041"\n"😀é"\n"abc"\n'],
    [
      'all texts of a row',
      '{"a":"xx","b":["yy"]}\n{"a":"xxx","n":123456789}\n',
      '{"a":"xxx","n":123456789}\n{"a":"xx","b":["yy"]}\n',
    ],
    [
      'equal rows keep their order, broken ones come last',
      '{"x\n{"b":"1"}\n{"a":"1"}\n',
      '{"b":"1"}\n{"a":"1"}\n{"x\n',
    ],
    ['blank lines stay, the end of the file too', '\r\n"bb"\r\n\r\n"a"', '\r\n"a"\r\n\r\n"bb"'],
  ])('by length: %s', async (_, before, after) => {
    expect(await sort(before, 'length')).toBe(after);
  });

  test('by a field: integers that a double cannot tell apart, by their digits', async () => {
    const rows = ['9007199254740993', '9007199254740992', '-9007199254740993', '9007199254740994', '1e400', '1'];
    const lines = (list: readonly string[]): string => list.map((n) => `{"a":{"n":${n}}}\n`).join('');
    expect(await sort(lines(rows), 'value', 'a.n')).toBe(
      lines(['-9007199254740993', '1', '9007199254740992', '9007199254740993', '9007199254740994', '1e400']),
    );
  });

  test('by a field: numbers by size before texts, rows without it last in either direction', async () => {
    const [ten, nine, text, none] = ['{"s":10}', '{"s":9}', '{"s":"a"}', '{"t":1}'];
    const lines = (...rows: string[]) => rows.map((row) => `${row}\n`).join('');
    expect(await sort(lines(none, text, ten, nine), 'value', 's')).toBe(lines(nine, ten, text, none));
    expect(await sort(lines(none, text, nine, ten), 'value', 's', 'descending')).toBe(lines(text, ten, nine, none));
  });

  test('by a field within a field, and by its length', async () => {
    expect(await sort('{"a":{"b":2}}\n{"a":{"b":1}}\n', 'value', 'a.b')).toBe('{"a":{"b":1}}\n{"a":{"b":2}}\n');
    expect(await sort('{"a.b":2}\n{"a.b":1}\n', 'value', 'a.b')).toBe('{"a.b":1}\n{"a.b":2}\n');
    expect(await sort('{"m":[{"c":"xx"}]}\n{"m":[{"c":"z"}]}\n', 'length', 'm.0.c')).toBe(
      '{"m":[{"c":"z"}]}\n{"m":[{"c":"xx"}]}\n',
    );
  });
});

test('shuffle: the same seed gives the same order, another one another', () => {
  const rows = Array.from({ length: 50 }, (_, i) => i);
  expect(shuffled(rows, 1)).toEqual(shuffled(rows, 1));
  expect(shuffled(rows, 1)).not.toEqual(shuffled(rows, 2));
  expect(shuffled(rows, 1).sort((a, b) => a - b)).toEqual(rows);
});

test('sample: every row is as likely as any other', () => {
  const rows = Array.from({ length: 10 }, (_, i) => i);
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 2000; seed++) for (const row of sampled(rows, 3, seed)) counts[row]!++;
  for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(100); // five standard deviations
});

describe('split', () => {
  const rows = Array.from({ length: 100 }, (_, i) => i);

  test('counts and shares are of all rows', () => {
    const sides = splitRows(rows, () => '', { validation: { share: 0.2 }, test: { count: 5 } }, 3);
    expect([sides.train.length, sides.validation.length, sides.test.length]).toEqual([75, 20, 5]);
  });

  test('a side depends on what the rows say, not on where they stand', () => {
    const keyOf = (row: number): string => `key ${row}`;
    const sides = splitRows(rows, keyOf, { validation: { share: 0.2 }, test: undefined }, 3);
    const reversed = splitRows(rows.toReversed(), keyOf, { validation: { share: 0.2 }, test: undefined }, 3);
    expect(reversed.validation.toSorted((a, b) => a - b)).toEqual(sides.validation);
  });
});

describe('amounts', () => {
  test.each([
    ['0.1', { share: 0.1 }],
    ['.5', { share: 0.5 }],
    ['10%', { share: 0.1 }],
    ['2.5%', { share: 0.025 }],
    ['200', { count: 200 }],
    ['1', { count: 1 }],
  ])('%s', (text, amount) => {
    expect(parseAmount(text, '--rows')).toEqual(amount);
  });

  test.each(['0', '1.0', '100%', '-1', 'ten', '1e3', '', '0%'])('%j is none', (text) => {
    expect(() => parseAmount(text, '--rows')).toThrow('is no number of rows');
  });
});
