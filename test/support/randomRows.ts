/** Random rows of every format, with all that people put into them. */
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/common/json.ts';
import type { FormatId } from '../../src/dataset/formats.ts';

const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('', '"\\', '\n\n', '{"a": 1}'));
const weight = fc.constantFrom<JsonObject[]>({}, {}, {}, { weight: 0 }, { weight: 1 }, { name: 'x' });
const content = fc.oneof(
  { weight: 6, arbitrary: words },
  fc.constant(null),
  fc.array(
    words.map((text): JsonValue => ({ type: 'text', text })),
    { minLength: 1, maxLength: 2 },
  ),
);
const message = (role: string): fc.Arbitrary<JsonObject> =>
  fc.record({ content, weight }).map((m) => ({ role, content: m.content, ...m.weight }));
const call = fc
  .record({
    id: fc.constantFrom('call_1', 'call_9', 'x'),
    name: words,
    args: fc.dictionary(words, fc.integer(), { maxKeys: 2 }),
    isText: fc.boolean(),
  })
  .map(({ id, name, args, isText }): JsonObject => ({
    role: 'assistant',
    tool_calls: [{ id, type: 'function', function: { name, arguments: isText ? JSON.stringify(args) : args } }],
  }));
const exchange = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(message('user'), message('assistant')) },
  fc.tuple(message('user'), call, message('tool'), message('assistant')),
);
const messages = fc
  .tuple(fc.option(message('system')), fc.array(exchange, { minLength: 1, maxLength: 3 }))
  .map(([system, turns]): JsonValue[] => [...(system === null ? [] : [system]), ...turns.flat()]);
const turn = (from: fc.Arbitrary<string>, value: fc.Arbitrary<string> = words): fc.Arbitrary<JsonObject> =>
  fc.record({ from, value, weight }).map((t) => ({ from: t.from, value: t.value, ...t.weight }));
const called = fc
  .record({ name: words, arguments: fc.dictionary(words, words, { maxKeys: 2 }) })
  .map((c) => JSON.stringify(c));
const turns = fc
  .array(
    fc.oneof(
      fc.tuple(turn(fc.constantFrom('human', 'user')), turn(fc.constantFrom('gpt', 'assistant'))),
      fc.tuple(
        turn(fc.constant('human')),
        turn(fc.constant('function_call'), called),
        turn(fc.constant('observation')),
        turn(fc.constant('gpt')),
      ),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((list): JsonValue[] => list.flat());
/** Columns beside those of a format. */
export const EXTRA_COLUMNS = fc.constantFrom<JsonObject[]>(
  {},
  {},
  { id: 7 },
  { source: 'x', label: 'y' },
  { text: 'z' },
  { system: 'w' },
  { input: 'v' },
);
const tools = fc.constantFrom<JsonObject[]>(
  {},
  {},
  { tools: [{ type: 'function', function: { name: 'f' } }] },
  { tools: '[{"name": "f"}]' },
);
const answer = message('assistant').map((m): JsonValue => [m]);

export const RANDOM_ROWS: Record<FormatId, fc.Arbitrary<JsonObject>> = {
  chat: fc.tuple(messages, tools).map(([list, more]) => ({ messages: list, ...more })),
  sharegpt: fc
    .tuple(turns, tools, fc.constantFrom<JsonObject[]>({}, { system: 's' }))
    .map(([conversations, more, system]) => ({ conversations, ...system, ...more })),
  alpaca: fc
    .record(
      {
        instruction: words,
        input: words,
        output: words,
        system: words,
        history: fc.array(fc.tuple(words, words), { maxLength: 2 }),
      },
      { requiredKeys: ['instruction', 'output'] },
    )
    .map((row): JsonObject => ({ ...row })),
  completion: fc.oneof(
    fc.record({ prompt: words, completion: words }),
    fc
      .tuple(messages, answer, tools)
      .map(([list, completion, more]) => ({ prompt: list.slice(0, -1), completion, ...more })),
  ),
  text: fc.record({ text: words }),
  preference: fc.oneof(
    fc.record({ prompt: words, chosen: words, rejected: words }),
    fc.record({ prompt: messages.map((list) => list.slice(0, -1)), chosen: answer, rejected: answer }),
    fc
      .record({ list: messages.map((all) => all.slice(0, -1)), preferred_output: answer, non_preferred_output: answer })
      .map(({ list, ...rest }): JsonObject => ({ input: { messages: list }, ...rest })),
    fc.record({
      conversations: turns.map((list) => list.slice(0, -1)),
      chosen: turn(fc.constant('gpt')),
      rejected: turn(fc.constant('gpt')),
    }),
  ),
  kto: fc.oneof(
    fc.record({ prompt: words, completion: words, label: fc.boolean() }),
    fc.record({ messages, label: fc.boolean() }),
    fc.record({ conversations: turns, kto_tag: fc.boolean() }),
    fc.record({ instruction: words, input: fc.constantFrom('', 'about it'), output: words, kto_tag: fc.boolean() }),
  ),
};
