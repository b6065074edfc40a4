/** Rules of conversations: where their problems stand, and what their fixes leave. */
import { describe, expect, test } from 'vitest';
import { readDatasetText } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { checkFor, fixed } from '../support/ruleTable.ts';

const user = '{"role": "user", "content": "x"}';
const assistant = '{"role": "assistant", "content": "y"}';
const system = '{"role": "system", "content": "s"}';
const chat = (...messages: string[]): string => `{"messages": [${messages.join(', ')}]}`;
const call = (id: string, args = '{}', name = 'f'): string =>
  `{"role": "assistant", "tool_calls": [{"id": "${id}", "type": "function", "function": {"name": "${name}", "arguments": ${JSON.stringify(args)}}}]}`;
const answer = (id: string): string => `{"role": "tool", "tool_call_id": "${id}", "content": "1"}`;

const codes = (text: string): string[] => checkDataset(readDatasetText(text, 'x.jsonl')).problems.map((p) => p.code);

describe('system-not-first', () => {
  test.each([
    [chat(user, '{"role": «"system"», "content": "s"}', assistant), chat(system, user, assistant)],
    [
      chat(system, user, assistant, '{"role": «"system"», "content": "s"}', user, assistant),
      chat(system, system, user, assistant, user, assistant),
    ],
    [
      chat(user, '{"role": «"system"», "content": "1"}', assistant, '{"role": «"developer"», "content": "2"}'),
      chat('{"role": "system", "content": "1"}', '{"role": "developer", "content": "2"}', user, assistant),
    ],
    [
      `{"prompt": [${user}], "completion": [${assistant}, {"role": «"system"», "content": "s"}]}`,
      `{"prompt": [${user}], "completion": [${assistant}, ${system}]}`,
    ],
  ])('%s', (marked, expected) => {
    const text = marked.replace(/[«»]/g, '');
    expect(checkFor('system-not-first', text).marked).toBe(marked);
    expect(fixed('system-not-first', text)).toBe(expected);
  });

  test('is the only problem of such a row, and none after the fix', () => {
    const text = chat(user, system, assistant);
    expect(codes(text)).toEqual(['system-not-first']);
    expect(codes(fixed('system-not-first', text))).toEqual([]);
  });
});

describe('ends-with-user', () => {
  test.each([
    [chat(user, assistant, '{"role": «"user"», "content": "x"}'), chat(user, assistant)],
    [chat(user, call('1'), '{"role": «"tool"», "tool_call_id": "1", "content": "1"}'), chat(user, call('1'))],
    [
      '{"conversations": [{"from": "human", "value": "x"}, {"from": "gpt", "value": "y"}, {"from": «"human"», "value": "z"} ]}',
      '{"conversations": [{"from": "human", "value": "x"}, {"from": "gpt", "value": "y"} ]}',
    ],
    [chat(user, assistant), chat(user, assistant)],
    [chat(user), chat(user)],
    [`{"prompt": [${user}], "completion": []}`, `{"prompt": [${user}], "completion": []}`],
  ])('%s', (marked, expected) => {
    const text = marked.replace(/[«»]/g, '');
    expect(checkFor('ends-with-user', text).marked).toBe(marked);
    expect(fixed('ends-with-user', text)).toBe(expected);
  });
});

describe('empty-prompt', () => {
  test.each([
    '{"instruction": «" "», "output": "y"}',
    '{"instruction": "", "input": "x", "output": "y"}',
    '{"prompt": «""», "completion": "y"}',
    chat('{"role": "user", "content": «""»}', assistant),
    chat('{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}', assistant),
    '{"prompt": «""», "chosen": "a", "rejected": "b"}',
  ])('%s', (marked) => {
    expect(checkFor('empty-prompt', marked.replace(/[«»]/g, '')).marked).toBe(marked);
  });
});

describe('tool-call-unpaired', () => {
  test.each([
    ['paired', chat(user, call('1'), answer('1'), assistant)],
    ['a call at the end', chat(user, call('1'))],
    ['an id that no call has', chat(user, call('1'), answer('1'), answer('2').replace('"2"', '«"2"»'), assistant)],
    ['answered twice', chat(user, call('1'), answer('1'), answer('1').replace('"1"', '«"1"»'), assistant)],
    ['nobody answers', chat(user, call('1').replace(/\{"id".*\}\}(?=\])/, '«$&»'), user, assistant)],
    ['an id used again later', chat(user, call('1'), answer('1'), assistant, user, call('1'), answer('1'), assistant)],
    [
      'one id for two calls',
      chat(
        user,
        '{"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "f"}}, {"id": «"1"», "function": {"name": "f"}}]}',
        answer('1'),
        answer('1'),
        assistant,
      ),
    ],
    [
      'without ids, in order',
      chat(
        user,
        '{"role": "assistant", "tool_calls": [{"function": {"name": "f"}}, {"function": {"name": "g"}}]}',
        '{"role": "tool", "content": "1"}',
        '{"role": "tool", "name": "f", "content": "1"}',
        assistant,
      ),
    ],
    ['a tool out of nowhere', chat(user, assistant, '{"role": «"tool"», "content": "1"}', assistant)],
    [
      'a call in the text',
      chat(
        user,
        '{"role": "assistant", "content": "<tool_call>{}</tool_call>"}',
        '{"role": "tool", "content": "1"}',
        assistant,
      ),
    ],
    [
      'ShareGPT: two calls in a row, one observation with both answers',
      '{"conversations": [{"from": "human", "value": "x"}, {"from": "function_call", "value": "{\\"name\\": \\"f\\"}"}, {"from": "function_call", "value": "{\\"name\\": \\"g\\"}"}, {"from": "observation", "value": "1 2"}, {"from": "gpt", "value": "y"}]}',
    ],
    [
      'ShareGPT: two calls in a row, two answers',
      '{"conversations": [{"from": "human", "value": "x"}, {"from": "function_call", "value": "{\\"name\\": \\"f\\"}"}, {"from": "function_call", "value": "{\\"name\\": \\"g\\"}"}, {"from": "observation", "value": "1"}, {"from": "observation", "value": "2"}, {"from": "gpt", "value": "y"}]}',
    ],
    [
      'ShareGPT: nobody answers',
      '{"conversations": [{"from": "human", "value": "x"}, {"from": "function_call", "value": «"{\\"name\\": \\"f\\"}"»}, {"from": "gpt", "value": "y"}]}',
    ],
    [
      'ShareGPT: nobody asked',
      '{"conversations": [{"from": "human", "value": "x"}, {"from": «"observation"», "value": "1"}, {"from": "gpt", "value": "y"}]}',
    ],
  ])('%s', (_name, marked) => {
    expect(checkFor('tool-call-unpaired', marked.replace(/[«»]/g, '')).marked).toBe(marked);
  });
});

describe('tool-arguments-invalid', () => {
  const parameters = {
    type: 'object',
    properties: {
      n: { type: 'int' },
      unit: { enum: ['m', 'ft'] },
      deep: { type: 'array', items: { type: 'string' } },
      note: { type: 'string', nullable: true },
      side: { type: 'string', enum: ['left'], nullable: true },
      mode: { const: 'fast' },
    },
    required: ['n'],
  };
  const messages = (args: string, name = 'f', schema: unknown = parameters): string[] => {
    const tools = JSON.stringify([{ type: 'function', function: { name: 'f', parameters: schema } }]);
    const text = chat(user, call('1', args, name)).replace(/\}$/, `, "tools": ${tools}}`);
    return checkFor('tool-arguments-invalid', text).problems.map(({ message }) => message);
  };

  test.each([
    ['good', '{"n": 1, "unit": "m", "deep": ["a"]}', []],
    ['no JSON', '{"n": 1', ['"{\\"n\\": 1" is not one']],
    ['no object', '[1]', ['"[1]" is not one']],
    ['missing', '{}', ['without "n"']],
    ['type', '{"n": "1"}', ['takes a whole number for "n", not "1"']],
    ['enum', '{"n": 1, "unit": "km"}', ['takes only "m", "ft" for "unit"']],
    ['null where it may be', '{"n": 1, "note": null, "side": null}', []],
    ['null where it may not', '{"n": null}', ['takes a whole number for "n", not null']],
    ['const', '{"n": 1, "mode": "slow"}', ['takes only "fast" for "mode"']],
    ['deep', '{"n": 1, "deep": [1]}', ['takes a string for "deep.0", not 1']],
    [
      'undeclared',
      '{"n": 1, "units": "m"}',
      ['no parameter "units": the tool refuses or ignores it. Did you mean "unit"?'],
    ],
  ])('%s', (_name, args, expected) => {
    const found = messages(args);
    expect(found).toHaveLength(expected.length);
    for (const [i, part] of expected.entries()) expect(found[i]).toContain(part);
  });

  test('a function that the row does not declare', () => {
    expect(messages('{"n": 1}', 'g')).toEqual([expect.stringContaining('no function "g"')]);
  });

  test('schemas that cannot be used are said, and cannot hang the check', () => {
    expect(messages('{"n": 1}', 'f', { type: 'object', properties: { n: { type: 'number', minimum: 'x' } } })).toEqual([
      expect.stringContaining('no usable JSON schema'),
    ]);
    const slow = { type: 'object', properties: { n: { type: 'string', pattern: '^(a+)+$' } } };
    expect(messages(JSON.stringify({ n: `${'a'.repeat(40)}!` }), 'f', slow)).toEqual([]);
  });

  test('stands at the arguments, the name or the text of the call', () => {
    const tools = '"tools": [{"name": "f", "parameters": {"type": "object", "properties": {}}}]';
    for (const marked of [
      `{"messages": [${user}, {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": «{"x": 1}»}}]}], ${tools}}`,
      `{"messages": [${user}, {"role": "assistant", "tool_calls": [{"function": {"name": «"g"», "arguments": {}}}]}], ${tools}}`,
      `{"conversations": [{"from": "human", "value": "x"}, {"from": "function_call", "value": «"f(1)"»}], "tools": "[]"}`,
    ])
      expect(checkFor('tool-arguments-invalid', marked.replace(/[«»]/g, '')).marked).toBe(marked);
  });
});

describe('weight-invalid', () => {
  test.each([
    chat(user, '{"role": "assistant", "content": "y", "weight": «0.5»}'),
    chat(user, '{"role": "assistant", "content": "y", "weight": 1}'),
    chat('{"role": "user", "content": "x", «"weight"»: 1}', assistant),
    chat('{"role": "user", "content": "x", "weight": 0}', assistant),
    chat('{"role": "user", "content": "x", «"train"»: true}', assistant),
    chat(user, assistant, user, '{"role": "assistant", "content": "y", "weight": 0, «"train"»: true}'),
    chat(
      user,
      '{"role": "assistant", "content": «[{"type": "text", "text": "y", "train": false}, {"type": "text", "text": "z"}]»}',
    ),
  ])('%s', (marked) => {
    const text = marked.replace(/[«»]/g, '');
    expect(checkFor('weight-invalid', text).marked).toBe(marked);
    expect(codes(text)).toEqual(marked === text ? [] : ['weight-invalid']);
  });
});

describe('json-lone-surrogate', () => {
  test.each([
    ['{"text": "a «\\ud83d» b"}', '{"text": "a  b"}'],
    ['{"text": "«\\uDE00»"}', '{"text": ""}'],
    ['{"text": "\\ud83d\\ude00"}', '{"text": "\\ud83d\\ude00"}'],
    ['{"text": "😀 «\\ud83d»\\ud83d\\ude00"}', '{"text": "😀 \\ud83d\\ude00"}'],
    ['{"text": "\\\\ud83d"}', '{"text": "\\\\ud83d"}'],
    ['{"text": "a «\ud83d»"}', '{"text": "a "}'],
    ['{"text": "\ud83d\\ude00"}', '{"text": "\ud83d\\ude00"}'],
  ])('%s', (marked, expected) => {
    const text = marked.replace(/[«»]/g, '');
    expect(checkFor('json-lone-surrogate', text).marked).toBe(marked);
    expect(fixed('json-lone-surrogate', text)).toBe(expected);
  });
});
