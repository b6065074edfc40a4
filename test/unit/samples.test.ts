/** What the trainer sees of a row in each format. */
import { expect, test } from 'vitest';
import { readDatasetText, type ReadOptions } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { samplesOf } from '../../src/dataset/samples.ts';

const samples = (rows: unknown[], options: ReadOptions = {}): ReturnType<typeof samplesOf> =>
  samplesOf(readDatasetText(rows.map((row) => JSON.stringify(row)).join('\n'), 'data.jsonl', options));
const only = (row: unknown): unknown => samples([row]).samples[0]?.sample;
const system = (content: string): object => ({ role: 'system', content, trained: false });
const user = (content: string): object => ({ role: 'user', content, trained: false });
const assistant = (content: string, trained = true): object => ({ role: 'assistant', content, trained });
const tool = (content: string): object => ({ role: 'tool', content, trained: false });

test('alpaca: system, history, instruction with input, output', () => {
  expect(only({ instruction: 'i', input: 'n', output: 'o', system: 's', history: [['u', 'a']] })).toEqual({
    kind: 'conversation',
    messages: [system('s'), user('u'), assistant('a'), user('i\n\nn'), assistant('o')],
  });
  expect(only({ instruction: 'i', input: '', output: 'o' })).toEqual({
    kind: 'conversation',
    messages: [user('i'), assistant('o')],
  });
});

test('chat: weights, parts, tool calls, tools', () => {
  expect(
    only({
      messages: [
        { role: 'developer', content: 's' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
        { role: 'assistant', content: 'no', weight: 0 },
        { role: 'user', content: 'again' },
        { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: '{"x": 1}' } }] },
        { role: 'tool', content: '2' },
        { role: 'assistant', content: 'yes', weight: 1 },
      ],
      tools: [{ type: 'function' }],
    }),
  ).toEqual({
    kind: 'conversation',
    messages: [
      system('s'),
      user('ab'),
      assistant('no', false),
      user('again'),
      assistant('{"name":"f","arguments":{"x":1}}'),
      tool('2'),
      assistant('yes'),
    ],
    tools: [{ type: 'function' }],
  });
});

test('sharegpt: roles by other names, tools as JSON in a string', () => {
  expect(
    only({
      system: 's',
      tools: '[{"name": "f"}]',
      conversations: [
        { from: 'human', value: 'h' },
        { from: 'function_call', value: '{}' },
        { from: 'observation', value: 'o' },
        { from: 'gpt', value: 'g' },
      ],
    }),
  ).toEqual({
    kind: 'conversation',
    messages: [system('s'), user('h'), assistant('{}'), tool('o'), assistant('g')],
    tools: [{ name: 'f' }],
  });
});

test('weight, train and loss each leave a message out; a weight between is refused', () => {
  const turn = (extra: object): object => ({
    conversations: [
      { from: 'human', value: 'h' },
      { from: 'gpt', value: 'no', ...extra },
      { from: 'gpt', value: 'yes', loss: true, weight: 1, train: null },
    ],
  });
  const trained = (row: unknown): unknown =>
    samples([row]).samples.map(({ sample }) => sample.kind === 'conversation' && sample.messages[1]?.trained);
  for (const extra of [{ loss: 0 }, { loss: false }, { weight: 0 }, { train: false }, { weight: 0.5, loss: 0 }])
    expect(trained(turn(extra)), JSON.stringify(extra)).toEqual([false]);
  for (const extra of [{ loss: 0.5 }, { weight: 2 }, { weight: -1 }])
    expect(samples([turn(extra)]).skipped, JSON.stringify(extra)).toMatchObject([{ code: 'weight-invalid' }]);
  const [problem] = checkDataset(readDatasetText(JSON.stringify(turn({ loss: 0.5 })), 'x.jsonl')).problems;
  expect(problem?.message).toContain('neither 0 nor 1');
  const chat = {
    messages: [
      { role: 'assistant', content: 'no', loss: 0 },
      { role: 'assistant', content: 'yes' },
    ],
  };
  expect(checkDataset(readDatasetText(JSON.stringify(chat), 'x.jsonl')).counts.byCode).not.toHaveProperty(
    'unknown-field',
  );
  // A weight where nothing is trained anyway changes nothing.
  const user = {
    conversations: [
      { from: 'human', value: 'h', weight: 0.5 },
      { from: 'gpt', value: 'g' },
    ],
  };
  expect(samples([user]).skipped).toEqual([]);
});

test('completion: strings stay raw, lists are a conversation whose prompt is never trained', () => {
  expect(only({ prompt: 'p', completion: 'c' })).toEqual({ kind: 'completion', prompt: 'p', completion: 'c' });
  const prompt = [
    { role: 'user', content: 'u' },
    { role: 'assistant', content: 'a' },
    { role: 'user', content: 'v' },
  ];
  expect(only({ prompt, completion: [{ role: 'assistant', content: 'c' }] })).toEqual({
    kind: 'conversation',
    messages: [user('u'), assistant('a', false), user('v'), assistant('c')],
  });
});

test('text: every character', () => {
  expect(only({ text: ' t ' })).toEqual({ kind: 'text', text: ' t ' });
});

test('what cannot be trained on is handed back with its row and reason', () => {
  const good = {
    messages: [
      { role: 'user', content: 'u' },
      { role: 'assistant', content: 'a' },
    ],
  };
  const text = [
    JSON.stringify(good),
    '',
    '{broken',
    JSON.stringify({ messages: [] }),
    JSON.stringify({ messages: [{ role: 'user', content: 'u' }] }),
    JSON.stringify({ messages: [{ role: 'bot', content: 'u' }] }),
    JSON.stringify({ messages: [{ role: 'assistant', content: 'a', weight: 0 }] }),
    JSON.stringify({ messages: [{ role: 'assistant', content: [{ type: 'image_url', image_url: {} }] }] }),
    JSON.stringify({ text: 'other' }),
    '7',
  ].join('\n');
  const result = samplesOf(readDatasetText(text, 'data.jsonl'));
  expect(result.samples.map(({ row }) => row)).toEqual([1]);
  expect(result.skipped.map(({ row, code }) => `${row} ${code}`)).toEqual([
    '3 json-syntax',
    '4 wrong-type',
    '5 no-assistant',
    '6 role-unknown',
    '7 zero-signal',
    '8 wrong-type',
    '9 format-mixed',
    '10 json-not-object',
  ]);
  expect(samples([{ prompt: 'p', chosen: 'c', rejected: 'r' }]).skipped[0]?.code).toBe('format-not-trainable');
});

test('a row keeps its hash when only white space changes', () => {
  const hash = (text: string): string | undefined => samplesOf(readDatasetText(text, 'x.jsonl')).samples[0]?.rowHash;
  expect(hash('{"text": "a",  "n": [1, 2]}')).toBe(hash('{"text":"a","n":[1,2]}'));
  expect(hash('{"text": "a"}')).not.toBe(hash('{"text": "b"}'));
  expect(hash('{"text": "a"}')).toMatch(/^[0-9a-f]{16}$/);
});

test('columns are mapped', () => {
  const options = { columns: { question: 'instruction', answer: 'output' } };
  expect(samples([{ question: 'q', answer: 'a' }], options).samples[0]?.sample).toEqual({
    kind: 'conversation',
    messages: [user('q'), assistant('a')],
  });
});

test('a mapping never hides a field that is there', () => {
  const options = { columns: { answer: 'output', question: 'instruction' } };
  const row = { answer: 'A', output: 'B', instruction: 'q' };
  expect(samples([row], options).skipped).toMatchObject([{ row: 1, code: 'json-duplicate-key' }]);
  const { problems } = checkDataset(readDatasetText(JSON.stringify(row), 'x.jsonl', options), options);
  expect(problems).toMatchObject([
    {
      code: 'json-duplicate-key',
      severity: 'error',
      range: { startColumn: 1 },
      related: [{ range: { startColumn: 14 } }],
    },
  ]);
  expect(problems[0]?.message).toContain('"answer" is read as "output"');
  const two = { columns: { a: 'text', b: 'text' } };
  expect(samples([{ a: 'x', b: 'y' }, { a: 'x' }, { b: 'y' }], two)).toMatchObject({
    samples: [{ row: 2 }, { row: 3 }],
    skipped: [{ row: 1, code: 'json-duplicate-key' }],
  });
  // A field that is itself read as another is free for its new column.
  const swap = { columns: { instruction: 'output', output: 'instruction' } };
  expect(samples([{ instruction: 'i', output: 'o' }], swap).skipped).toEqual([]);
});
