import { expect, test } from 'vitest';
import type { JsonValue } from '../common/json.ts';
import { editRow, type RowEdit } from './rowEdit.ts';
import { rowParts } from './rowParts.ts';

function edited(row: string, edit: RowEdit): string | undefined {
  const change = editRow(row, edit);
  if (change === 'no-place') return undefined;
  return change === undefined ? row : row.slice(0, change.start) + change.text + row.slice(change.end);
}

const CHAT =
  '{"id": 1.50, "messages": [{"role": "user", "content": "caf\\u00e9\\n"}, {"role": "assistant", "content": "a"}]}';

test.each<[string, string, RowEdit, string | undefined]>([
  [
    'a text, and nothing else',
    CHAT,
    { kind: 'text', path: ['messages', 0, 'content'], text: 'café\nau lait' },
    CHAT.replace('\\n"', '\\nau lait"'),
  ],
  [
    'a role',
    CHAT,
    { kind: 'text', path: ['messages', 1, 'role'], text: 'tool' },
    CHAT.replace('"assistant"', '"tool"'),
  ],
  [
    'a message between others, with their spaces',
    CHAT,
    { kind: 'add', list: ['messages'], index: 1, role: 'assistant' },
    CHAT.replace(', {"role": "assistant"', ', {"role": "assistant", "content": ""}, {"role": "assistant"'),
  ],
  [
    'a message at the end, with their keys and without spaces',
    '{"conversations":[{"from":"human","value":"a"}]}',
    { kind: 'add', list: ['conversations'], index: 1, role: 'gpt' },
    '{"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":""}]}',
  ],
  [
    'the first message of an empty list',
    '{"messages": []}',
    { kind: 'add', list: ['messages'], index: 0, role: 'user' },
    '{"messages": [{"role": "user", "content": ""}]}',
  ],
  ['removing the first', '[{"a":1}, {"b":2}]', { kind: 'remove', path: [0] }, '[{"b":2}]'],
  ['removing the last', '[{"a":1}, {"b":2}]', { kind: 'remove', path: [1] }, '[{"a":1}]'],
  ['removing the only one', '[ {"a":1} ]', { kind: 'remove', path: [0] }, '[  ]'],
  ['a label', '{"label": true}', { kind: 'boolean', path: ['label'], value: false }, '{"label": false}'],
  [
    'of a key that stands twice the last',
    '{"a":"x","a":"x"}',
    { kind: 'text', path: ['a'], text: 'y' },
    '{"a":"x","a":"y"}',
  ],
  ['no place', CHAT, { kind: 'text', path: ['messages', 7, 'content'], text: 'x' }, undefined],
  ['no string', CHAT, { kind: 'text', path: ['id'], text: 'x' }, undefined],
  ['nothing to change', CHAT, { kind: 'text', path: ['messages', 1, 'content'], text: 'a' }, CHAT],
])('%s', (_name, row, edit, expected) => {
  expect(edited(row, edit)).toBe(expected);
});

const partsOf = (value: JsonValue, columns = {}) => rowParts(value, 'unknown', columns);

test('own columns keep their places', () => {
  const parts = rowParts({ question: 'q', answer: 'a' }, 'alpaca', { question: 'instruction', answer: 'output' });
  expect(parts?.sections[0]?.messages.map(({ name, role, texts }) => [name, role, texts[0]?.path])).toEqual([
    ['instruction', 'user', ['question']],
    ['output', 'assistant', ['answer']],
  ]);
});

test('parts, calls and fields of their own', () => {
  const parts = partsOf({
    messages: [
      { role: 'user', content: ['a', { type: 'text', text: 'b' }, { type: 'image_url' }] },
      { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: '{"x": 1}' } }], weight: 0 },
      'no message',
    ],
  });
  const messages = parts!.sections[0]!.messages;
  expect(messages[0]!.texts.map(({ path }) => path)).toEqual([
    ['messages', 0, 'content', 0],
    ['messages', 0, 'content', 1, 'text'],
  ]);
  expect(messages[0]!.blocks).toEqual([{ title: 'part 3', value: { type: 'image_url' } }]);
  expect(messages[1]!.blocks).toEqual([
    { title: 'calls f', value: { x: 1 } },
    { title: 'weight', value: 0 },
  ]);
  expect(messages[2]!.role).toBe('unknown');
});

test('a bare list of messages has no field around it', () => {
  expect(partsOf([{ role: 'user', content: 'a' }])!.sections[0]).toMatchObject({
    list: [],
    messages: [{ path: [0], rolePath: [0, 'role'], texts: [{ path: [0, 'content'] }] }],
  });
});

test('preference and kto rows: answers apart, the label as a switch, the rest as it is', () => {
  const parts = rowParts(
    { prompt: 'p', chosen: [{ role: 'assistant', content: 'good' }], rejected: 'bad', score: 3 },
    'preference',
    {},
  )!;
  expect(parts.sections.map(({ kind, messages }) => [kind, messages.map(({ texts }) => texts[0]?.text)])).toEqual([
    ['conversation', ['p']],
    ['chosen', ['good']],
    ['rejected', ['bad']],
  ]);
  expect(parts.others).toEqual([{ title: 'score', value: 3 }]);
  expect(rowParts({ prompt: 'p', completion: 'c', label: false }, 'kto', {})?.label).toEqual({
    path: ['label'],
    value: false,
  });
});
