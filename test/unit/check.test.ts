/** Exact places and meanings of problems: one table, text in, `line:column-line:column severity code` out (from 1). */
import { describe, expect, test } from 'vitest';
import { readDatasetText, type ReadOptions } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import type { Problem } from '../../src/dataset/problem.ts';

function check(text: string, name = 'data.jsonl', options: ReadOptions = {}): string[] {
  return checkDataset(readDatasetText(text, name, options), options).problems.map(show);
}

function show({ code, severity, range }: Problem): string {
  const { startLine, startColumn, endLine, endColumn } = range;
  return `${startLine + 1}:${startColumn + 1}-${endLine + 1}:${endColumn + 1} ${severity} ${code}`;
}

const GOOD = '{"instruction": "a", "output": "b"}\n';

describe('json', () => {
  test.each([
    ['trailing comma', '{"instruction": "x", "output": "y",}', '2:35-2:36'],
    ['trailing comma in a list', '{"messages": [1,]}', '2:16-2:17'],
    ['single quotes', "{'instruction': 'x'}", '2:2-2:15'],
    ['Python literal', '{"instruction": None}', '2:17-2:21'],
    ['second value on the line', '{"text": "x"} {"text": "y"}', '2:15-2:16'],
    ['end too early', '{"text": "x"', '2:12-2:13'],
    ['comma missing', '{"a": "x" "b": "y"}', '2:11-2:14'],
    ['comment', '// none', '2:1-2:8'],
    ['control character', '{"text": "a\tb"}', '2:10-2:15'],
    ['escape', '{"text": "a\\db"}', '2:10-2:16'],
    ['comma after the row', '{"text": "x"},', '2:14-2:15'],
    ['too deep', `{"text": ${'['.repeat(300)}${']'.repeat(300)}}`, '2:209-2:210'],
    ['a hundred thousand brackets', '['.repeat(100_000), '2:201-2:202'],
  ])('%s', (_name, row, place) => {
    expect(check(GOOD + row + '\n')).toEqual([`${place} error json-syntax`]);
  });

  test('an object over several lines is one problem, and one row', () => {
    const text = `${GOOD}{\n  "instruction": "x",\n\n  "output": {"a": 1}\n}\n${GOOD.replace('a', 'c')}`;
    const dataset = readDatasetText(text, 'data.jsonl');
    const result = checkDataset(dataset);
    expect(result.problems.map(show)).toEqual(['2:1-6:2 error json-syntax']);
    expect(result.nRows).toBe(3);
  });

  test('a line break in a string', () => {
    expect(check(`${GOOD}{"instruction": "x\ny", "output": "z"}\n`)).toEqual(['2:19-3:1 error json-syntax']);
  });

  test('a key twice, the first one related', () => {
    const [problem] = checkDataset(readDatasetText('{"text": "a", "text": "b"}', 'x.jsonl')).problems;
    expect(show(problem!)).toBe('1:15-1:21 warning json-duplicate-key');
    expect(problem!.related?.[0]?.range.startColumn).toBe(1);
  });

  test('quotes and colons in strings are no keys', () => {
    expect(check('{"text": "a \\": \\\\", "id": "\\"text\\": 1"}')).toEqual(['1:22-1:26 information unknown-field']);
  });
});

describe('fields', () => {
  test.each([
    ['missing', '{"instruction": "x"}', ['2:1-2:2 error missing-field']],
    ['wrong type', '{"instruction": "x", "output": 4}', ['2:32-2:33 error wrong-type']],
    ['misspelt', '{"instruction": "x", "imput": "i", "output": "y"}', ['2:22-2:29 warning unknown-field']],
    ['empty', '{"instruction": "x", "output": " "}', ['2:32-2:35 error empty-output']],
    [
      'a history pair of one',
      '{"instruction": "x", "output": "y", "history": [["a"]]}',
      ['2:49-2:54 error wrong-type'],
    ],
    ['at column 15,000', `{"instruction": "${'x'.repeat(14_969)}", "output": 4}`, ['2:15000-2:15001 error wrong-type']],
    ['columns are UTF-16 units', '{"instruction": "😀", "output": 4}', ['2:33-2:34 error wrong-type']],
  ])('%s', (_name, row, expected) => {
    expect(check(GOOD + row)).toEqual(expected);
  });

  test('a row of thousands of unknown fields is parsed once for all their places', () => {
    const fields = Array.from({ length: 3000 }, (_, i) => `"${'k'.repeat(100)}${i}": 1`);
    const text = `{"instruction": "a", "output": "b", ${fields.join(', ')}}`;
    const start = performance.now();
    const { problems } = checkDataset(readDatasetText(text, 'x.jsonl'));
    expect(problems).toHaveLength(3000);
    expect(show(problems[0]!)).toBe('1:37-1:140 information unknown-field');
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('an unknown field is said once a file, with its count', () => {
    const rows = [1, 2, 3].map((i) => `{"instruction": "${i}", "output": "b", "source": "s"}`).join('\n');
    const { problems } = checkDataset(readDatasetText(rows, 'x.jsonl'));
    expect(problems.map(show)).toEqual(['1:37-1:45 information unknown-field']);
    expect(problems[0]!.message).toContain('3 rows');
  });

  test('places of mapped columns are those of the file', () => {
    const columns = { question: 'instruction', answer: 'output' };
    expect(check('{"question": "q", "answer": 4}', 'x.jsonl', { columns })).toEqual(['1:29-1:30 error wrong-type']);
  });
});

describe('conversations', () => {
  const user = '{"role": "user", "content": "x"}';
  const assistant = '{"role": "assistant", "content": "y"}';
  const chat = (...messages: string[]): string => `{"messages": [${messages.join(', ')}]}`;
  test.each([
    ['good', chat(user, assistant), []],
    ['a bare list', `[${user}, ${assistant}]`, []],
    ['unknown role', chat(user, assistant.replace('assistant', 'gpt')), ['1:58-1:63 error role-unknown']],
    ['no assistant', chat(user), ['1:2-1:12 error no-assistant']],
    ['weights all 0', chat(user, assistant.replace('}', ', "weight": 0}')), ['1:2-1:12 error zero-signal']],
    ['assistant first', chat(assistant), ['1:24-1:35 warning role-order']],
    ['content missing', chat(user, '{"role": "assistant"}'), ['1:49-1:50 error missing-field']],
    [
      'tool calls are content',
      chat(user, '{"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}'),
      [],
    ],
    [
      'an empty answer beside a good one',
      chat(user, assistant, user, '{"role": "assistant", "content": ""}'),
      ['1:155-1:157 warning empty-output'],
    ],
    ['in a bare list', `[${user}, ${assistant.replace('assistant', 'bot')}]`, ['1:45-1:50 error role-unknown']],
  ])('%s', (_name, row, expected) => {
    expect(check(row)).toEqual(expected);
  });
});

describe('arrays', () => {
  test('places are those of the file', () => {
    const text = '[\n  {"instruction": "a", "output": "b"},\n  {"instruction": "a",\n   "output": 4},\n]\n';
    expect(check(text, 'x.json')).toEqual(['4:14-4:15 error wrong-type', '4:16-4:17 error json-syntax']);
  });

  test('what never closes, and what follows', () => {
    expect(check(`[${GOOD}`, 'x.json')).toEqual(['1:1-1:2 error json-syntax']);
    expect(check(`[${GOOD}] 1`, 'x.json')).toEqual(['2:3-2:4 error json-syntax']);
    expect(check('[]', 'x.json')).toEqual(['1:1-1:1 error file-empty']);
  });
});

describe('files', () => {
  test('LF, CRLF and CR end a line alike', () => {
    for (const end of ['\n', '\r\n', '\r'])
      expect(check([GOOD.trim(), '', '{"instruction": "x"}', ''].join(end))).toEqual([
        ...(end === '\r' ? ['1:1-1:36 warning file-line-ends'] : []),
        '2:1-2:1 warning json-blank-line',
        '3:1-3:2 error missing-field',
      ]);
  });

  test('a row of another kind', () => {
    expect(check(`${GOOD}{"text": "x"}\n${GOOD.replace('a', 'c')}`)).toEqual(['2:1-2:14 error format-mixed']);
  });

  test('white space makes no other row', () => {
    expect(check(`${GOOD}${GOOD.replaceAll(' ', '')}`)).toEqual(['2:1-2:33 warning duplicate-row']);
  });

  test('a file of broken rows still has a format', () => {
    expect(readDatasetText("{'instruction': 'x', 'output': None}\n", 'x.jsonl').format).toBe('alpaca');
  });
});
