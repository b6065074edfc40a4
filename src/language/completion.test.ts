/** What is offered at a marked place, and the row after the first offer is taken. */
import { describe, expect, test } from 'vitest';
import type { CompletionItem, TextEdit } from 'vscode-languageserver/node';
import { marked } from '../../test/support/languageDocument.ts';
import type { CheckOptions } from '../rules/datasetCheck.ts';
import { completionAt } from './completion.ts';

const CHAT = '{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}\n';
const ALPACA = '{"instruction": "i", "output": "o"}\n';
const SHAREGPT = '{"conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]}\n';

function offers(text: string, options?: CheckOptions): CompletionItem[] {
  const { document, place } = marked(text, options);
  return completionAt(document, place, { snippets: false });
}

const labels = (text: string, options?: CheckOptions): string[] => offers(text, options).map(({ label }) => label);

/** The marked line after the offer with this label is taken. */
function taken(text: string, label: string, options?: CheckOptions): string {
  const item = offers(text, options).find((offer) => offer.label === label);
  if (item === undefined) throw new Error(`${label} is not offered`);
  const { range, newText } = item.textEdit as TextEdit;
  const line = text.replace('|', '').split('\n')[range.start.line]!;
  return line.slice(0, range.start.character) + newText + line.slice(range.end.character);
}

describe('keys', () => {
  test.each([
    ['an empty object', `${ALPACA}{|}`, 'instruction', '{"instruction": ""}'],
    ['inside quotes', `${ALPACA}{"instruction": "a", "|"}`, 'output', '{"instruction": "a", "output": ""}'],
    ['a word begun', `${ALPACA}{"instruction": "a", "out|"}`, 'output', '{"instruction": "a", "output": ""}'],
    ['without quotes', `${ALPACA}{"instruction": "a", out|`, 'output', '{"instruction": "a", "output": ""'],
    ['a lost quote', `${ALPACA}{"instruction": "a", "out|`, 'output', '{"instruction": "a", "output": ""'],
    ['before another key', `${ALPACA}{| "output": "o"}`, 'instruction', '{"instruction": "",  "output": "o"}'],
    ['a key that has its value', `${ALPACA}{"in|": "a"}`, 'instruction', '{"instruction": "a"}'],
    ['a missing comma', `${ALPACA}{"instruction": "a"|}`, 'output', '{"instruction": "a", "output": ""}'],
    ['a quote that swallows the rest', `${ALPACA}{"inp|, "output": "o"}`, 'input', '{"input": "", "output": "o"}'],
    [
      'in a message',
      `${CHAT}{"messages": [{"role": "user", "|`,
      'content',
      '{"messages": [{"role": "user", "content": ""',
    ],
  ])('%s', (_name, text, label, line) => {
    expect(taken(text, label)).toBe(line);
  });

  test('those that are there are not offered again, required ones come first', () => {
    expect(labels(`${ALPACA}{"instruction": "a", |"input": ""}`)).toEqual(['output', 'system', 'history']);
    expect(labels(`${SHAREGPT}{"conversations": [{"from": "human", |}]}`)).not.toContain('role');
  });

  test('own columns have their own names', () => {
    const columns = { question: 'instruction', answer: 'output' };
    expect(labels('{"question": "a", |}', { columns })).toEqual(['answer', 'input', 'system', 'history']);
  });

  test('the value of a list of messages, with tab stops where the editor knows them', () => {
    expect(taken(`${CHAT}{|}`, 'messages')).toBe(
      '{"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": ""}]}',
    );
    const { document, place } = marked(`${CHAT}{|}`);
    const [item] = completionAt(document, place, { snippets: true });
    expect((item!.textEdit as TextEdit).newText).toContain('"content": "$1"');
  });

  test('all fields at once for a row that has none yet, with its end where that is missing', () => {
    const label = 'whole row: instruction and output';
    expect(taken(`${ALPACA}{|}`, label)).toBe('{"instruction": "", "output": ""}');
    expect(taken(`${ALPACA}{|`, label)).toBe('{"instruction": "", "output": ""}');
    expect(labels(`${ALPACA}{"instruction": "a", |}`)).not.toContain(label);
    expect(labels(`${CHAT}{"messages": [{|}]}`).filter((other) => other.startsWith('whole row'))).toEqual([]);
  });

  test('a file without a format is offered the keys of all', () => {
    expect(labels('{|}')).toEqual(
      expect.arrayContaining(['instruction', 'messages', 'conversations', 'text', 'chosen']),
    );
  });
});

describe('values', () => {
  test('roles, the one whose turn it is first', () => {
    expect(labels(`${CHAT}{"messages": [{"role": "|"}]}`)[0]).toBe('user');
    expect(labels(`${CHAT}{"messages": [{"role": "user", "content": "q"}, {"role": "|`)[0]).toBe('assistant');
    expect(labels(`${SHAREGPT}{"conversations": [{"from": "human", "value": "q"}, {"from": |`)[0]).toBe('gpt');
    expect(labels(`${SHAREGPT}{"conversations": [{"from": "|"`)).toEqual(
      expect.arrayContaining(['human', 'gpt', 'system', 'function_call', 'observation']),
    );
  });

  test.each([
    ['"role": "|"', 'user', '"role": "user"'],
    ['"role": "as|"', 'assistant', '"role": "assistant"'],
    ['"role": |', 'user', '"role": "user"'],
    ['"role": us|', 'user', '"role": "user"'],
    ['"role": "|, "content": "x"}]}', 'user', '"role": "user", "content": "x"}]}'],
    ['"role": "user", "weight": |}', '0', '"role": "user", "weight": 0}'],
    ['"role": "user", "content": [|', 'text part', '"role": "user", "content": [{"type": "text", "text": ""}'],
  ])('%s', (part, label, line) => {
    expect(taken(`${CHAT}{"messages": [{${part}`, label)).toBe(`{"messages": [{${line}`);
  });

  test('the next message, with the comma it needs', () => {
    expect(taken(`${CHAT}{"messages": [{"role": "user", "content": "q"}|]}`, 'assistant message')).toBe(
      '{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": ""}]}',
    );
    expect(taken(`${CHAT}[{"role": "user", "content": "q"}, |]`, 'assistant message')).toBe(
      '[{"role": "user", "content": "q"}, {"role": "assistant", "content": ""}]',
    );
  });

  test('nothing inside prose', () => {
    expect(offers(`${ALPACA}{"instruction": "role: |`)).toEqual([]);
    expect(offers(`${CHAT}{"messages": [{"role": "user", "content": "the |"}]}`)).toEqual([]);
  });
});

describe('tasks of the brief', () => {
  const brief = {
    path: '/a.brief.json',
    problems: [] as const,
    brief: {
      tasks: [
        { id: 'orders', description: 'Answers questions about orders.', share: 0.4, keywords: ['order', 'parcel'] },
        { id: 'send "back"', description: 'Explains returns.' },
      ],
    },
  };

  test.each([
    ['"task": |}', 'orders', '"task": "orders"}'],
    ['"task": "|"}', 'send "back"', '"task": "send \\"back\\""}'],
    ['"task": "or|"}', 'orders', '"task": "orders"}'],
    ['"task": "or|', 'orders', '"task": "orders"'],
    ['|}', 'task', '"task": ""}'],
  ])('%s', (part, label, line) => {
    expect(taken(`${ALPACA}{"instruction": "i", ${part}`, label, { brief })).toBe(`{"instruction": "i", ${line}`);
  });

  test('each with what the brief says of it', () => {
    expect(
      offers(`${ALPACA}{"task": "|"}`, { brief }).map(({ label, detail, documentation }) => [
        label,
        detail,
        documentation,
      ]),
    ).toEqual([
      [
        'orders',
        'Answers questions about orders.',
        'Answers questions about orders.\n\nTarget share: 40% of the rows.\n\nKeywords: order, parcel.',
      ],
      ['send "back"', 'Explains returns.', 'Explains returns.'],
    ]);
  });

  test('under the name of an own column, and once', () => {
    const columns = { topic: 'task' };
    expect(labels(`${ALPACA}{"topic": "|"}`, { brief, columns })).toEqual(['orders', 'send "back"']);
    expect(labels(`${ALPACA}{"topic": "orders", |}`, { brief, columns })).not.toContain('topic');
    expect(labels(`${ALPACA}{|}`, { brief, columns })).toContain('topic');
  });

  test('none within other values, and none without a brief', () => {
    expect(labels(`${CHAT}{"messages": [{"task": "|"}]}`, { brief })).toEqual([]);
    expect(labels(`${ALPACA}{"task": "|"}`)).toEqual([]);
    expect(labels(`${ALPACA}{|}`)).not.toContain('task');
  });
});

describe('rows', () => {
  test('an empty line of a file offers its format, an empty file all of them', () => {
    expect(labels(`${SHAREGPT}|`)).toEqual(['sharegpt row: human and gpt']);
    expect(labels('|').length).toBeGreaterThanOrEqual(7);
    expect(taken(`${ALPACA}|`, 'alpaca row: instruction and output')).toBe('{"instruction": "", "output": ""}');
    expect(taken('al|', 'alpaca row: instruction and output')).toBe('{"instruction": "", "output": ""}');
  });

  test('not behind a row', () => {
    expect(offers(`${ALPACA}{"instruction": "a", "output": "b"} |`)).toEqual([]);
  });

  test('garbage is no obstacle', () => {
    expect(offers(`${'['.repeat(50_000)}{"|`)).toEqual([]);
    expect(offers('\u0000\uD800"""|')).toEqual([]);
  });
});
