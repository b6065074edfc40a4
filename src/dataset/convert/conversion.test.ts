import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../common/json.ts';
import { fieldsOf, NO_COLUMNS } from '../columns.ts';
import { conversationsOf } from '../conversations.ts';
import { FORMAT_IDS, type FormatId } from '../formats.ts';
import { readRow } from '../row.ts';
import { schemaErrors } from '../schema.ts';
import type { StyleOptions } from './common.ts';
import { EXTRA_COLUMNS, RANDOM_ROWS } from '../../../test/support/randomRows.ts';
import { createConversion, impossible, targetsOf, type ConversionOptions } from './conversion.ts';
import { LOSSES } from './losses.ts';

function convert(from: FormatId, to: FormatId, text: string, options?: ConversionOptions) {
  const row = readRow(text, options?.columns ?? NO_COLUMNS);
  const converted = createConversion(from, to, options).convert(row);
  return converted.refusal === undefined
    ? { lines: converted.lines, losses: [...converted.losses] }
    : { refusal: converted.refusal };
}

/** There, and back to the very bytes. */
function checkBothWays(
  from: FormatId,
  text: string,
  to: FormatId,
  expected: string,
  options: ConversionOptions = {},
): void {
  expect(convert(from, to, text, options)).toEqual({ lines: [expected], losses: [] });
  expect(convert(to, from, expected)).toEqual({ lines: [text], losses: [] });
}

describe('bytes', () => {
  test('chat and ShareGPT, with further columns in their places', () => {
    checkBothWays(
      'chat',
      '{"id": 1.0, "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "\\u00e9\\/"}, {"role": "assistant", "content": "a", "weight": 0}], "big": 12345678901234567890}',
      'sharegpt',
      '{"id": 1.0, "conversations": [{"from": "system", "value": "s"}, {"from": "human", "value": "\\u00e9\\/"}, {"from": "gpt", "value": "a", "weight": 0}], "big": 12345678901234567890}',
    );
  });

  test('tools and their calls', () => {
    checkBothWays(
      'sharegpt',
      '{"conversations": [{"from": "human", "value": "u"}, {"from": "function_call", "value": "{\\"name\\": \\"f\\", \\"arguments\\": {\\"x\\": 1.50}}"}, {"from": "observation", "value": "{}"}, {"from": "gpt", "value": "a"}], "tools": "[{\\"name\\": \\"f\\"}]"}',
      'chat',
      '{"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{\\"x\\": 1.50}"}}]}, {"role": "tool", "content": "{}", "tool_call_id": "call_1"}, {"role": "assistant", "content": "a"}], "tools": [{"type": "function", "function": {"name": "f"}}]}',
    );
  });

  test('Alpaca with system and history', () => {
    checkBothWays(
      'alpaca',
      '{"instruction": "i", "input": "", "output": "o", "system": "s", "history": [["u", "a"]], "id": "x"}',
      'chat',
      '{"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}, {"role": "user", "content": "i"}, {"role": "assistant", "content": "o"}], "id": "x"}',
    );
  });

  test('text is a completion of nothing', () => {
    checkBothWays('text', '{"text": "t\\u0041"}', 'completion', '{"prompt": "", "completion": "t\\u0041"}');
  });

  test('messages of a completion: what is not trained there is not trained here', () => {
    checkBothWays(
      'completion',
      '{"prompt": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}, {"role": "user", "content": "v"}], "completion": [{"role": "assistant", "content": "b"}]}',
      'chat',
      '{"messages": [{"role": "user", "content": "u"}, {"role": "assistant", "content": "a", "weight": 0}, {"role": "user", "content": "v"}, {"role": "assistant", "content": "b"}]}',
    );
  });

  test('answers of tools are written in the order of the calls that they name', () => {
    const call = (id: string, name: string): JsonObject => ({
      ...{ id, type: 'function' },
      function: { name, arguments: '{}' },
    });
    const answer = (id: string, text: string): JsonObject => ({ role: 'tool', content: text, tool_call_id: id });
    const row = (...answers: JsonObject[]): string =>
      JSON.stringify({
        messages: [
          { role: 'user', content: 'u' },
          { role: 'assistant', tool_calls: [call('call_1', 'f'), call('call_2', 'g')] },
          ...answers,
          { role: 'assistant', content: 'a' },
        ],
      });
    const there = convert('chat', 'sharegpt', row(answer('call_2', 'of g'), answer('call_1', 'of f')));
    expect(there.losses).toEqual(['written-otherwise']);
    const turns = (JSON.parse(there.lines![0]!) as { conversations: { value: string }[] }).conversations;
    expect(turns.slice(2, 4).map(({ value }) => value)).toEqual(['of f', 'of g']);
    expect(JSON.parse(convert('sharegpt', 'chat', there.lines![0]!).lines![0]!)).toEqual(
      JSON.parse(row(answer('call_1', 'of f'), answer('call_2', 'of g'))),
    );
    for (const answers of [
      [answer('call_2', 'of g')],
      [answer('call_1', 'of f'), answer('call_1', 'of f, too')],
      [answer('call_1', 'of f'), answer('call_3', 'of nothing')],
    ])
      expect(convert('chat', 'sharegpt', row(...answers)).losses).toContain('tool-answers');
  });

  test('a prompt within both answers stays there, or the row does', () => {
    const row = '{"chosen": "\\n\\nHuman: Hi\\n\\nAssistant: Hello", "rejected": "\\n\\nHuman: Hi\\n\\nAssistant: No"}';
    expect(convert('preference', 'preference', row, { style: { preference: 'trl' } })).toEqual({
      lines: [row],
      losses: [],
    });
    for (const preference of ['openai', 'llama-factory'] as const)
      expect(convert('preference', 'preference', row, { style: { preference } })).toEqual({ refusal: 'prompt-within' });
    for (const to of ['chat', 'sharegpt', 'alpaca', 'completion', 'kto'] as const)
      expect(convert('preference', to, row)).toEqual({ refusal: 'prompt-within' });
    const answers =
      '{"chosen": [{"role": "assistant", "content": "a"}], "rejected": [{"role": "assistant", "content": "b"}]}';
    expect(convert('preference', 'preference', answers, { style: { preference: 'trl' } }).lines).toEqual([answers]);
    expect(convert('preference', 'preference', answers, { style: { preference: 'openai' } })).toEqual({
      refusal: 'no-prompt',
    });
  });

  test('an empty part of an Alpaca row adds no empty line', () => {
    const asked = (instruction: string, input: string): string | undefined =>
      /"user", "content": ("[^"]*")/.exec(
        convert('alpaca', 'chat', JSON.stringify({ instruction, input, output: 'o' })).lines![0]!,
      )?.[1];
    expect(asked('', 'only input')).toBe('"only input"');
    expect(asked('i', '  ')).toBe('"i"');
    expect(asked('i', 'n')).toBe('"i\\n\\nn"');
    expect(asked(' ', '')).toBe('" "');
  });

  test('preference in its three shapes', () => {
    const openai =
      '{"input": {"messages": [{"role": "user", "content": "p"}]}, "preferred_output": [{"role": "assistant", "content": "c"}], "non_preferred_output": [{"role": "assistant", "content": "r"}]}';
    const trl =
      '{"prompt": [{"role": "user", "content": "p"}], "chosen": [{"role": "assistant", "content": "c"}], "rejected": [{"role": "assistant", "content": "r"}]}';
    const turns =
      '{"conversations": [{"from": "human", "value": "p"}], "chosen": {"from": "gpt", "value": "c"}, "rejected": {"from": "gpt", "value": "r"}}';
    const shapes = { openai, trl, 'llama-factory': turns } as const;
    for (const source of Object.values(shapes))
      for (const [preference, expected] of Object.entries(shapes))
        expect(convert('preference', 'preference', source, { style: { preference: preference as 'trl' } })).toEqual({
          lines: [expected],
          losses: [],
        });
  });
});

describe('losses', () => {
  const lossesOf = (from: FormatId, to: FormatId, row: JsonValue, style?: StyleOptions) => {
    const converted = convert(from, to, JSON.stringify(row), style === undefined ? {} : { style });
    return converted.refusal ?? converted.losses;
  };
  const user = { role: 'user', content: 'u' };
  const assistant = { role: 'assistant', content: 'a' };

  test.each<[string, FormatId, FormatId, JsonValue, string | string[]]>([
    ['input', 'alpaca', 'chat', { instruction: 'i', input: 'n', output: 'o' }, ['input-joined']],
    ['weights', 'chat', 'alpaca', { messages: [user, { ...assistant, weight: 0 }] }, ['weights']],
    ['names', 'chat', 'alpaca', { messages: [{ ...user, name: 'x' }, assistant] }, ['message-fields']],
    ['tools', 'chat', 'alpaca', { messages: [user, assistant], tools: [{ name: 'f' }] }, ['tools']],
    [
      'calls',
      'chat',
      'alpaca',
      {
        messages: [
          user,
          { role: 'assistant', tool_calls: [{ function: { name: 'f' } }] },
          { role: 'tool', content: '1' },
          assistant,
        ],
      },
      'tool-messages',
    ],
    ['roles out of turn', 'chat', 'alpaca', { messages: [user, user, assistant] }, 'turns-not-paired'],
    ['no last answer', 'chat', 'completion', { messages: [user, assistant, user] }, 'no-answer'],
    [
      'parts',
      'chat',
      'sharegpt',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'u' }] }, assistant] },
      ['parts-joined'],
    ],
    [
      'weights of parts',
      'chat',
      'sharegpt',
      { messages: [user, { role: 'assistant', content: [{ type: 'text', text: 'u', weight: 0 }] }] },
      ['parts-joined', 'part-weights'],
    ],
    [
      'an image',
      'chat',
      'sharegpt',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }, assistant] },
      'not-text',
    ],
    ['a refusal', 'chat', 'sharegpt', { messages: [user, { role: 'assistant', refusal: 'No.' }] }, ['refusal-as-text']],
    [
      'ids',
      'chat',
      'sharegpt',
      {
        messages: [
          user,
          { role: 'assistant', tool_calls: [{ id: 'x9', type: 'function', function: { name: 'f', arguments: '{}' } }] },
        ],
      },
      ['call-ids'],
    ],
    ['an unknown role', 'chat', 'sharegpt', { messages: [{ role: 'bot', content: '' }, assistant] }, 'role-unknown'],
    [
      'a call that is no JSON',
      'sharegpt',
      'chat',
      {
        conversations: [
          { from: 'human', value: 'u' },
          { from: 'function_call', value: 'f()' },
        ],
      },
      'call-not-json',
    ],
    [
      'rejected answers',
      'preference',
      'chat',
      { prompt: [user], chosen: [assistant], rejected: [assistant] },
      ['rejected-dropped'],
    ],
    ['pairs', 'preference', 'kto', { prompt: [user], chosen: [assistant], rejected: [assistant] }, ['unpaired']],
    ['labels', 'kto', 'chat', { messages: [user, assistant], label: true }, ['label-dropped']],
    ['unwanted answers', 'kto', 'chat', { messages: [user, assistant], label: false }, 'undesirable'],
    ['unwanted outputs', 'kto', 'chat', { instruction: 'i', input: '', output: 'o', kto_tag: false }, 'undesirable'],
    ['raw strings', 'completion', 'chat', { prompt: 'p', completion: 'c' }, ['template-applied']],
    ['a prompt in a text', 'completion', 'text', { prompt: 'p', completion: 'c' }, ['prompt-joined']],
    [
      'earlier answers',
      'chat',
      'completion',
      { messages: [user, assistant, user, assistant] },
      ['earlier-answers-untrained'],
    ],
    [
      'a column in the way',
      'completion',
      'alpaca',
      { prompt: [user], completion: [assistant], system: 'x' },
      ['column-renamed'],
    ],
    ['an absent input', 'alpaca', 'chat', { instruction: 'i', output: 'o' }, ['written-otherwise']],
    [
      'tools that are no list',
      'sharegpt',
      'chat',
      { conversations: [{ from: 'human', value: 'u' }], tools: 'f(x)' },
      'tools-not-list',
    ],
    ['a row of another kind', 'chat', 'alpaca', { text: 't' }, 'unreadable'],
  ])('%s', (_name, from, to, row, expected) => {
    expect(lossesOf(from, to, row)).toEqual(expected);
  });

  test('strings where messages were', () => {
    expect(lossesOf('chat', 'completion', { messages: [user, assistant] }, { text: 'strings' })).toEqual([
      'template-dropped',
    ]);
    const system = { messages: [{ role: 'system', content: 's' }, user, assistant] };
    expect(lossesOf('chat', 'completion', system, { text: 'strings' })).toBe('more-than-a-pair');
  });

  test('strings of preference and kto rows that become messages', () => {
    const pair = { prompt: 'p', chosen: 'c', rejected: 'r' };
    for (const preference of ['openai', 'llama-factory'] as const)
      expect(lossesOf('preference', 'preference', pair, { preference })).toEqual(['template-applied']);
    expect(lossesOf('kto', 'kto', { prompt: 'p', completion: 'c', label: true }, { kto: 'llama-factory' })).toEqual([
      'template-applied',
    ]);
  });

  test('turns in pairs: what a call says beside it, and answers of several tools', () => {
    const called = (id: string): JsonObject => ({
      ...{ id, type: 'function' },
      function: { name: 'f', arguments: '{}' },
    });
    const row = {
      messages: [
        user,
        { role: 'assistant', content: 'Let me see.', tool_calls: [called('call_1'), called('call_2')] },
        { role: 'tool', content: '1', tool_call_id: 'call_1' },
        { role: 'tool', content: '2', tool_call_id: 'call_2' },
        assistant,
      ],
    };
    const converted = convert('chat', 'sharegpt', JSON.stringify(row), { style: { turns: 'paired' } });
    expect(converted.losses).toEqual(['tool-answers-joined', 'text-with-call']);
    const turns = (JSON.parse(converted.lines![0]!) as { conversations: JsonObject[] }).conversations;
    expect(turns.map(({ from }) => from)).toEqual(['human', 'function_call', 'observation', 'gpt']);
    expect(turns[2]!['value']).toBe('1\n</tool_response>\n<tool_response>\n2');
  });

  test('calls without ids get some, and their answers the same', () => {
    const call = (id?: string): JsonObject => ({ ...(id === undefined ? {} : { id }), function: { name: 'f' } });
    const tool = (id?: string): JsonObject => ({
      role: 'tool',
      content: '1',
      ...(id === undefined ? {} : { tool_call_id: id }),
    });
    const row = {
      messages: [
        user,
        { role: 'assistant', tool_calls: [call('call_1'), call(), call()] },
        tool(),
        tool('call_1'),
        tool(),
        assistant,
      ],
    };
    const { lines, losses } = convert('chat', 'chat', JSON.stringify(row), { style: { ids: 'given' } });
    expect(losses).toEqual(['written-otherwise']);
    const { messages: written } = JSON.parse(lines![0]!) as { messages: JsonObject[] };
    expect(written[1]!['tool_calls']).toEqual(
      ['call_1', 'call_2', 'call_3'].map((id) => ({ id, type: 'function', function: { name: 'f' } })),
    );
    expect(written.slice(2, 5).map((message) => message['tool_call_id'])).toEqual(['call_2', 'call_1', 'call_3']);
    expect(convert('chat', 'chat', lines![0]!, { style: { ids: 'given' } })).toEqual({ lines, losses: [] });
  });

  test('further columns are left out where that is asked for', () => {
    const row = { id: 7, messages: [user, assistant], parallel_tool_calls: false };
    const converted = convert('chat', 'chat', JSON.stringify(row), { style: { extra: 'dropped' } });
    expect(converted.losses).toEqual(['columns-dropped']);
    expect(JSON.parse(converted.lines![0]!)).toEqual({ messages: [user, assistant] });
  });

  test('own columns and doubles', () => {
    const columns = { question: 'instruction', answer: 'output' };
    expect(convert('alpaca', 'chat', '{"question": "q", "answer": "a", "n": 1}', { columns })).toEqual({
      lines: ['{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}], "n": 1}'],
      losses: ['columns-mapped'],
    });
    expect(convert('text', 'completion', '{"text": "a", "text": "b"}')).toMatchObject({ losses: ['duplicate-key'] });
  });
});

test('what cannot become what is said with a reason', () => {
  for (const from of FORMAT_IDS)
    for (const to of FORMAT_IDS) expect(impossible(from, to) === undefined).toBe(targetsOf(from).includes(to));
});

/** Roles and texts; calls without their ids and white space, and no system prompt that is empty. */
const said = (format: FormatId, row: JsonValue): unknown =>
  conversationsOf(format, fieldsOf(row, NO_COLUMNS)!).map(({ turns: list }) =>
    list
      .filter((t) => t.content !== '' || !(t.callsTools || t.role === 'system'))
      .map(({ role, content, callsTools }) => [role, callsTools ? 'call' : content]),
  );

const STYLES: StyleOptions[] = (['string', 'object'] as const).flatMap((args) =>
  (['human', 'user'] as const).flatMap((roles) =>
    (['strings', 'messages'] as const).flatMap((text) =>
      (['trl', 'openai', 'llama-factory'] as const).flatMap((preference) =>
        (['trl', 'llama-factory'] as const).map((kto): StyleOptions => ({
          arguments: args,
          roles,
          text,
          preference,
          kto,
        })),
      ),
    ),
  ),
);

describe.each(FORMAT_IDS)('random rows of %s', (from) => {
  test.each(targetsOf(from))('to %s', (to) => {
    fc.assert(
      fc.property(RANDOM_ROWS[from], EXTRA_COLUMNS, fc.constantFrom(undefined, 0, 1), (fields, more, indent) => {
        const row = { ...more, ...fields };
        const text = JSON.stringify(row, null, indent);
        if (schemaErrors(from, row).length > 0 || readRow(text, NO_COLUMNS).guess?.format !== from) return;
        const converted = convert(from, to, text);
        if (converted.refusal !== undefined) return;
        const values = converted.lines.map((line) => JSON.parse(line) as JsonObject);
        for (const [i, value] of values.entries()) {
          expect(schemaErrors(to, value)).toEqual([]);
          expect(readRow(converted.lines[i]!, NO_COLUMNS).guess).toEqual({ format: to, sure: true });
          expect(converted.lines[i]).not.toContain('\n');
          if (Object.hasOwn(more, 'id')) expect(value['id']).toBe(7);
          if (Object.hasOwn(more, 'source')) expect(value['source']).toBe('x');
        }
        const heavy = converted.losses.filter((code) => LOSSES[code].effect !== 'trained');
        if (heavy.every((code) => code === 'written-otherwise') && from !== 'text' && to !== 'text')
          expect(values.map((value) => said(to, value))[0]).toEqual(said(from, row));
        if (heavy.length > 0) return;
        // Without a loss some way of writing gives the row back.
        const back = (style: StyleOptions): JsonValue | undefined => {
          const line = convert(to, from, converted.lines[0]!, { style }).lines?.[0];
          return line === undefined ? undefined : (JSON.parse(line) as JsonValue);
        };
        if ([{}, ...STYLES].some((style) => isDeepStrictEqual(back(style), row))) return;
        expect([{}, ...STYLES].map(back)).toContainEqual(row);
      }),
      { numRuns: 100 },
    );
  });
});
