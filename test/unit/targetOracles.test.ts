/**
 * Targets against the checks that they publish themselves, written down again here from their sources: random rows get an error from
 * ours exactly where theirs refuses or skips the row. And converted files pass them.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/common/json.ts';
import { createConversion } from '../../src/dataset/convert/conversion.ts';
import type { FormatId } from '../../src/dataset/formats.ts';
import { readDatasetFile, readDatasetText } from '../../src/dataset/read.ts';
import { checkDataset } from '../../src/rules/check.ts';
import { TARGETS } from '../../src/targets/targets.ts';
import { hasShared, shared } from '../support/shared.ts';

/** Codes of errors, for one row. */
function errorsOf(row: JsonObject, target: string, format: FormatId, rules: Record<string, 'off'> = {}): string[] {
  const options = { targets: [target], format, rules };
  return checkDataset(readDatasetText(JSON.stringify(row), 'x.jsonl', { format }), options)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);

/** OpenAI's preparation notebook: the kinds of error it counts in a row. Tools came later than it: its roles and keys are widened by them. */
function cookbook(row: JsonObject): Set<string> {
  const found = new Set<string>();
  const messages = list(row['messages']);
  if (messages.length === 0) return found.add('missing_messages_list');
  for (const message of messages) {
    if (!isJsonObject(message)) return found.add('data_type');
    const calls = message['tool_calls'] ?? message['function_call'];
    if (!('role' in message) || (!('content' in message) && calls === undefined)) found.add('message_missing_key');
    const known = ['role', 'content', 'name', 'function_call', 'weight', 'tool_calls', 'tool_call_id'];
    if (Object.keys(message).some((key) => !known.includes(key))) found.add('message_unrecognized_key');
    if (!['system', 'user', 'assistant', 'function', 'tool'].includes(text(message['role'])))
      found.add('unrecognized_role');
    const content = message['content'];
    if ((content === undefined || content === '' || content === null) && calls === undefined)
      found.add('missing_content');
  }
  if (!messages.some((message) => isJsonObject(message) && message['role'] === 'assistant'))
    found.add('example_missing_assistant_message');
  return found;
}

const NAMES: Record<string, readonly string[]> = {
  missing_messages_list: ['wrong-type', 'missing-field'],
  data_type: ['wrong-type'],
  message_missing_key: ['missing-field', 'target-openai-content'],
  unrecognized_role: ['role-unknown', 'target-openai-role'],
  missing_content: ['missing-field', 'target-openai-content', 'empty-output'],
  // Whoever has an unknown role may be meant as the assistant: that is said instead.
  example_missing_assistant_message: ['no-assistant', 'role-unknown'],
};

const role = fc.constantFrom('system', 'user', 'assistant', 'developer', 'bot', 'assistant', 'user');
const openaiMessage = fc
  .record({ role, content: fc.constantFrom<(JsonValue | undefined)[]>('hi', 'ho', '', null, undefined) })
  .map(({ role: name, content }): JsonObject => ({ role: name, ...(content === undefined ? {} : { content }) }));

test('OpenAI: each kind of error of its notebook is an error of ours, and a row without them has none of ours', () => {
  fc.assert(
    fc.property(fc.array(openaiMessage, { maxLength: 4 }), (messages) => {
      const row = { messages };
      const theirs = cookbook(row);
      const ours = errorsOf(row, 'openai', 'chat', { 'target-openai-too-few': 'off' });
      // A row with a fault of form is read again once that is mended: what else is wrong with it is said then.
      const hasFault = ours.includes('missing-field') || ours.includes('wrong-type');
      for (const kind of theirs)
        if (!hasFault)
          expect(
            NAMES[kind]!.some((code) => ours.includes(code)),
            `${kind}: ${ours.join()}`,
          ).toBe(true);
      if (theirs.size > 0) expect(ours).not.toEqual([]);
      // The notebook does not look at how a conversation ends.
      if (theirs.size === 0)
        expect(ours.filter((code) => code !== 'empty-output' && code !== 'ends-with-user')).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** Together's check of a conversation: whether the row is refused. */
function togetherRefuses(messages: readonly JsonObject[]): boolean {
  let previous: string | undefined;
  let isMultimodal: boolean | undefined;
  for (const message of messages) {
    if (!('content' in message)) return true;
    if ('weight' in message && message['weight'] !== 0 && message['weight'] !== 1) return true;
    const name = text(message['role']);
    if (!['system', 'user', 'assistant'].includes(name) || name === previous) return true;
    previous = name;
    const content = message['content'];
    if (typeof content !== 'string' && !Array.isArray(content)) return true;
    const parts = Array.isArray(content);
    if (parts && content.some((part) => !isJsonObject(part) || part['type'] !== 'text')) return true;
    if (isMultimodal !== undefined && isMultimodal !== parts) return true;
    isMultimodal = parts;
  }
  return messages.length === 0 || !messages.some((message) => message['role'] === 'assistant');
}

const content = fc.constantFrom<JsonValue[]>('hi', 'hi', 'hi', 'hi', null, [{ type: 'text', text: 'hi' }]);
const togetherMessage = fc
  .record({ role, content, weight: fc.constantFrom<JsonObject[]>({}, {}, {}, { weight: 0 }, { weight: 2 }) })
  .map(({ role: name, content: said, weight }): JsonObject => ({ role: name, content: said, ...weight }));

test('Together AI: its check refuses a row exactly where we find an error', () => {
  fc.assert(
    fc.property(fc.array(togetherMessage, { minLength: 1, maxLength: 4 }), (messages) => {
      // What no trainer can use is an error for every target; it is not what is compared here.
      const general = { 'zero-signal': 'off', 'empty-output': 'off', 'role-order': 'off' } as const;
      const ours = errorsOf({ messages }, 'together', 'chat', general);
      if (togetherRefuses(messages)) expect(ours).not.toEqual([]);
      else expect(ours.filter((code) => code.startsWith('target-'))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** LLaMA-Factory's SharegptDatasetConverter: whether it skips the row. */
function llamaFactorySkips(turns: readonly JsonObject[]): boolean {
  const rest = turns[0]?.['from'] === 'system' ? turns.slice(1) : turns;
  const accepted = [
    ['human', 'observation'],
    ['gpt', 'function_call'],
  ] as const;
  const isOrdered = rest.every((turn, i) => accepted[i % 2]!.some((name) => name === turn['from']));
  return !isOrdered || rest.length % 2 !== 0 || rest.length === 0;
}

const turn = fc
  .constantFrom('human', 'gpt', 'system', 'observation', 'function_call', 'human', 'gpt')
  .map((from): JsonObject => ({ from, value: from === 'function_call' ? '{"name": "f", "arguments": {}}' : 'x' }));

test('LLaMA-Factory: its converter skips a row exactly where we say so', () => {
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 6 }), (conversations) => {
      const ours = errorsOf({ conversations }, 'llama-factory', 'sharegpt');
      expect(ours.includes('target-llama-factory-turns')).toBe(llamaFactorySkips(conversations));
    }),
    { numRuns: 500 },
  );
});

describe.skipIf(!hasShared)('real files, converted for a target, have none of its errors', () => {
  const CASES: [string, FormatId, string][] = [
    ['identity.json', 'chat', 'openai'],
    ['alpaca_en_demo.json', 'chat', 'together'],
    ['glaive_toolcall_en_demo.json', 'chat', 'openai'],
    ['glaive_toolcall_en_demo.json', 'chat', 'trl'],
    ['glaive_toolcall_en_demo.json', 'chat', 'llama-factory'],
    ['glaive_toolcall_en_demo.json', 'chat', 'axolotl'],
    ['drone_training.jsonl', 'chat', 'trl'],
    ['drone_training.jsonl', 'sharegpt', 'llama-factory'],
    ['dpo_en_demo.json', 'preference', 'openai'],
    ['dpo_en_demo.json', 'preference', 'together'],
    ['dpo_en_demo.json', 'preference', 'trl'],
    ['kto_en_demo.json', 'kto', 'trl'],
    ['wwdc25_all.jsonl', 'completion', 'mlx-lm'],
  ];
  test.each(CASES)('%s as %s for %s', async (file, to, target) => {
    const dataset = await readDatasetFile(shared('instruct', file));
    const { style } = TARGETS.find(({ id }) => id === target)!;
    const { lines } = createConversion(dataset.format as FormatId, to, { style });
    const options = { targets: [target] };
    const converted = dataset.rows.flatMap((row) => lines(row)).join('\n');
    const { problems } = checkDataset(readDatasetText(converted, 'x.jsonl'), options);
    expect(problems.filter(({ code, severity }) => code.startsWith('target-') && severity === 'error')).toEqual([]);
  });
});
