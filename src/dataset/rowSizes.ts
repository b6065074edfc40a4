/** How long a row's question and answer are, in characters (UTF-16 units), whatever its format: for statistics. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { FormatId } from './formats.ts';

export type RowSizes = { nPromptCharacters: number; nAnswerCharacters: number };

export const NO_SIZES: RowSizes = { nPromptCharacters: 0, nAnswerCharacters: 0 };

/** What assistants say is answer; of a comparison, the better answer. Expects fields without schema errors. */
export function rowSizes(format: FormatId, fields: JsonObject): RowSizes {
  switch (format) {
    case 'alpaca':
      return sizes([fields['system'], fields['history'], fields['instruction'], fields['input']], [fields['output']]);
    case 'completion':
      return sizes([fields['prompt']], [fields['completion']]);
    case 'text':
      return sizes([], [fields['text']]);
    case 'chat':
      return conversationSizes(fields['system'], fields['messages']);
    case 'sharegpt':
      return conversationSizes(fields['system'], fields['conversations']);
    case 'preference': {
      const input = fields['input'];
      const prompt = [fields['system'], fields['prompt'], fields['instruction'], fields['conversations']];
      return sizes(
        [...prompt, isJsonObject(input) ? input['messages'] : input],
        [fields['chosen'] ?? fields['preferred_output']],
      );
    }
    case 'kto':
      if (fields['completion'] !== undefined) return sizes([fields['prompt']], [fields['completion']]);
      if (fields['output'] !== undefined)
        return sizes([fields['system'], fields['history'], fields['instruction'], fields['input']], [fields['output']]);
      return conversationSizes(fields['system'], fields['messages'] ?? fields['conversations']);
  }
}

const ANSWERS = new Set<JsonValue | undefined>(['assistant', 'gpt', 'function_call']);

function conversationSizes(system: JsonValue | undefined, messages: JsonValue | undefined): RowSizes {
  const list = Array.isArray(messages) ? messages : [];
  const isAnswer = (message: JsonValue): boolean =>
    isJsonObject(message) && ANSWERS.has(message['role'] ?? message['from']);
  return sizes([system, ...list.filter((message) => !isAnswer(message))], list.filter(isAnswer));
}

const sizes = (prompt: readonly (JsonValue | undefined)[], answer: readonly (JsonValue | undefined)[]): RowSizes => ({
  nPromptCharacters: sum(prompt),
  nAnswerCharacters: sum(answer),
});

const sum = (values: readonly (JsonValue | undefined)[]): number =>
  values.reduce<number>((n, value) => n + textLength(value), 0);

/** A text, the texts of a list, or what a message says. */
function textLength(value: JsonValue | undefined): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return sum(value);
  if (!isJsonObject(value)) return 0;
  const calls = Array.isArray(value['tool_calls']) ? value['tool_calls'].map(functionOf) : [];
  return (
    sum([value['content'] ?? value['value'] ?? value['text'], value['refusal']]) +
    [...calls, value['function_call']].reduce<number>((n, call) => n + callLength(call), 0)
  );
}

const functionOf = (call: JsonValue): JsonValue | undefined => (isJsonObject(call) ? call['function'] : undefined);

/** A call's name and arguments, which may be JSON in a string. */
function callLength(call: JsonValue | undefined): number {
  if (!isJsonObject(call)) return 0;
  const written = call['arguments'];
  const length = typeof written === 'string' ? written.length : JSON.stringify(written ?? '').length;
  return textLength(call['name']) + length;
}
