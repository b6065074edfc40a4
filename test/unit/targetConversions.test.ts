/** What is converted for a target has no row that the target's own checks refuse; rows that cannot be written so are named with the reason. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/common/json.ts';
import { NO_COLUMNS } from '../../src/dataset/columns.ts';
import { createConversion, targetsOf } from '../../src/dataset/convert/conversion.ts';
import type { FormatId } from '../../src/dataset/formats.ts';
import { readDatasetFile, readDatasetText } from '../../src/dataset/read.ts';
import { readRow, type RowFacts } from '../../src/dataset/row.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { conversionFor } from '../../src/targets/conversionFor.ts';
import type { Target } from '../../src/targets/target.ts';
import { TARGETS } from '../../src/targets/targets.ts';
import { EXTRA_COLUMNS, RANDOM_ROWS } from '../support/randomRows.ts';
import { hasShared, shared } from '../support/shared.ts';

const user = { role: 'user', content: 'Hi.' };
const assistant = { role: 'assistant', content: 'Hello!' };
const human = { from: 'human', value: 'Hi.' };
const gpt = { from: 'gpt', value: 'Hello!' };
const call = (id: string, args: unknown = '{}'): JsonObject => ({
  ...{ id, type: 'function' },
  function: { name: 'f', arguments: args as string },
});
const answer = (id: string): JsonObject => ({ role: 'tool', content: `of ${id}`, tool_call_id: id });
const tools = [{ type: 'function', function: { name: 'f' } }];
const called = { from: 'function_call', value: '{"name": "f", "arguments": {}}' };
const observed = { from: 'observation', value: '1' };

/** Rows with what some trainer or other refuses. */
const HARD: Record<FormatId, JsonObject[]> = {
  chat: [
    { messages: [{ role: 'developer', content: 'Be kind.' }, user, assistant], id: 7 },
    {
      messages: [
        user,
        { role: 'assistant', content: 'I look.', tool_calls: [call('c1'), call('c2')] },
        answer('c2'),
        answer('c1'),
        assistant,
      ],
      tools,
    },
    { messages: [user, { role: 'assistant', tool_calls: [call('c1', { x: 1 })] }, answer('c1'), assistant], tools },
    {
      messages: [
        user,
        { role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: '{' } }] },
        { role: 'tool', content: '1' },
        assistant,
      ],
    },
    { messages: [user, user, assistant] },
    { messages: [assistant, user, assistant] },
    { messages: [user, assistant, user] },
    { messages: [user, { role: 'assistant', content: [{ type: 'text', text: 'Hello!' }], weight: 0.5 }] },
    { messages: [user, { role: 'assistant', content: null, refusal: 'No.' }], text: 'x', prompt: 'p', completion: 'c' },
    { messages: [user, { ...assistant, weight: 0 }, user, { ...assistant, train: false }] },
    { messages: [user, { role: 'assistant', content: '' }] },
    { messages: [{ role: 'function', name: 'f', content: '1' }, assistant] },
  ],
  sharegpt: [
    { conversations: [human, called, observed, gpt], tools: '[{"name": "f"}]', system: 'Be kind.' },
    { conversations: [human, called, observed, observed, gpt], tools },
    { conversations: [human, { from: 'function_call', value: 'f()' }] },
    { conversations: [{ from: 'developer', value: 'Be kind.' }, human, { ...gpt, weight: 0 }] },
    { conversations: [human, gpt, gpt] },
    {
      conversations: [
        { from: 'user', value: '' },
        { from: 'assistant', value: 'Hello!' },
      ],
    },
  ],
  alpaca: [
    { instruction: '', input: 'Hi.', output: 'Hello!' },
    { instruction: 'Hi.', input: ' ', output: 'Hello!', system: 'Be kind.', history: [['a', 'b']], label: 'x' },
    { instruction: '', output: 'Hello!' },
  ],
  completion: [
    { prompt: 'Hi.', completion: 'Hello!', source: 'x' },
    { prompt: [{ role: 'developer', content: 'Be kind.' }, user, assistant, user], completion: [assistant] },
    { prompt: [], completion: [assistant] },
    { prompt: '', completion: 'Hello!' },
  ],
  text: [{ text: 'Once.' }, { text: 'Twice.', id: 1 }],
  preference: [
    { prompt: 'Hi.', chosen: 'Hello!', rejected: 'What?' },
    { chosen: '\n\nHuman: Hi.\n\nAssistant: Hello!', rejected: '\n\nHuman: Hi.\n\nAssistant: What?' },
    { chosen: [user, assistant], rejected: [user, { ...assistant, content: 'What?' }] },
    { prompt: [user, assistant], chosen: [assistant, user, assistant], rejected: [assistant] },
    { input: { messages: [user], tools }, preferred_output: [assistant], non_preferred_output: [assistant, assistant] },
    { conversations: [human], chosen: gpt, rejected: { from: 'gpt', value: 'What?' }, system: 'Be kind.' },
    { instruction: 'Hi.', input: '', chosen: 'Hello!', rejected: 'What?' },
  ],
  kto: [
    { prompt: 'Hi.', completion: 'Hello!', label: false },
    { prompt: [user], completion: [assistant], label: true, id: 3 },
    { messages: [user, assistant], label: true },
    { conversations: [human, gpt], kto_tag: false },
    {
      messages: [user, { role: 'assistant', content: 'I look.', tool_calls: [call('c1')] }, answer('c1'), assistant],
      kto_tag: true,
    },
  ],
};

/** Reads as many rows as are handed out; says what was written and why the others were not. */
function convertFor(target: Target, from: FormatId, to: FormatId, rows: readonly RowFacts[]) {
  const conversion = createConversion(from, to, conversionFor(target));
  const refused: string[] = [];
  const lines = rows.flatMap((row) => {
    const converted = conversion.convert(row);
    if (converted.refusal === undefined) return converted.lines;
    refused.push(converted.message);
    return [];
  });
  return { lines, refused };
}

function targetErrors(target: Target, format: FormatId, lines: readonly string[]): string[] {
  const options = { format, targets: [target.id] };
  return checkDataset(readDatasetText(`${lines.join('\n')}\n`, 'x.jsonl', { format }), options)
    .problems.filter(({ code, severity }) => severity === 'error' && code.startsWith('target-'))
    .filter(({ code }) => code !== 'target-openai-too-few')
    .map(({ code, range }) => `${code}: ${lines[range.startLine] ?? ''}`);
}

describe.each(TARGETS.map((target) => [target.id, target] as const))('for %s', (_id, target) => {
  const reads = target.accepts.map(({ format }) => format);

  test.each(Object.keys(HARD) as FormatId[])('hard rows of %s', (from) => {
    const rows = HARD[from].map((row) => readRow(JSON.stringify(row), NO_COLUMNS));
    for (const to of targetsOf(from).filter((format) => reads.includes(format))) {
      const { lines, refused } = convertFor(target, from, to, rows);
      expect(targetErrors(target, to, lines)).toEqual([]);
      expect(refused.every((message) => message.length > 20)).toBe(true);
    }
  });

  test.each(Object.keys(HARD) as FormatId[])('random rows of %s', (from) => {
    fc.assert(
      fc.property(RANDOM_ROWS[from], EXTRA_COLUMNS, (fields, more) => {
        const row = readRow(JSON.stringify({ ...more, ...fields }), NO_COLUMNS);
        for (const to of targetsOf(from).filter((format) => reads.includes(format)))
          expect(targetErrors(target, to, convertFor(target, from, to, [row]).lines)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test.skipIf(!hasShared)('shared rows', { timeout: 60_000 }, async () => {
    for (const [file, from] of SHARED) {
      const dataset = await readDatasetFile(shared('instruct', file));
      const rows = dataset.rows.slice(0, 150);
      for (const to of targetsOf(from).filter((format) => reads.includes(format) && format !== 'text')) {
        const { lines } = convertFor(target, from, to, rows);
        expect(targetErrors(target, to, lines)).toEqual([]);
      }
    }
  });
});

const SHARED: readonly [string, FormatId][] = [
  ['alpaca_en_demo.json', 'alpaca'],
  ['drone_training.jsonl', 'chat'],
  ['toy_chat_fine_tuning.jsonl', 'chat'],
  ['glaive_toolcall_en_demo.json', 'sharegpt'],
  ['wwdc25_all.jsonl', 'completion'],
  ['dpo_en_demo.json', 'preference'],
  ['kto_en_demo.json', 'kto'],
];

describe('most rows can be written', () => {
  test.skipIf(!hasShared).each<[string, FormatId, FormatId, string, number]>([
    ['glaive_toolcall_en_demo.json', 'sharegpt', 'chat', 'openai', 300],
    ['glaive_toolcall_en_demo.json', 'sharegpt', 'sharegpt', 'llama-factory', 300],
    ['drone_training.jsonl', 'chat', 'sharegpt', 'llama-factory', 103],
    ['dpo_en_demo.json', 'preference', 'preference', 'together', 300],
    ['kto_en_demo.json', 'kto', 'chat', 'openai', 100],
  ])('%s, %s → %s for %s', async (file, from, to, id, n) => {
    const { rows } = await readDatasetFile(shared('instruct', file));
    const target = TARGETS.find((one) => one.id === id)!;
    expect(convertFor(target, from, to, rows).lines.length).toBeGreaterThanOrEqual(n);
  });
});
