/** What a row asks and what it answers, for comparing rows. Whoever calls two prompts the same goes by this. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { FormatId } from './formats.ts';

export type PromptParts = {
  /** An absent part asks the same as an empty one. */
  prompt: readonly (JsonValue | undefined)[];
  answer: JsonValue | undefined;
};

/** Undefined for a row without a prompt: raw text, a conversation without an answer, or one of no known format. */
export function promptParts(format: FormatId | 'unknown', fields: JsonObject): PromptParts | undefined {
  switch (format) {
    case 'alpaca':
      return {
        prompt: [fields['system'], fields['history'], fields['instruction'], fields['input']],
        answer: fields['output'],
      };
    case 'completion':
      return { prompt: [fields['prompt']], answer: fields['completion'] };
    case 'chat':
      return conversation(fields, fields['messages'], 'role');
    case 'sharegpt':
      return conversation(fields, fields['conversations'], 'from');
    case 'preference':
      return {
        prompt: [fields['prompt'] ?? fields['input'] ?? fields['conversations']],
        answer: fields['chosen'] ?? fields['preferred_output'],
      };
    case 'kto':
      if (fields['output'] !== undefined) return promptParts('alpaca', fields);
      return fields['prompt'] === undefined
        ? conversation(fields, fields['messages'] ?? fields['conversations'], 'from')
        : { prompt: [fields['prompt']], answer: fields['completion'] };
    case 'text':
    case 'unknown':
      return undefined;
  }
}

const ANSWERS = new Set<JsonValue | undefined>(['assistant', 'gpt', 'function_call']);

/** The answer is the last message, if the assistant says it. */
function conversation(
  fields: JsonObject,
  messages: JsonValue | undefined,
  roleKey: 'role' | 'from',
): PromptParts | undefined {
  const last = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (!Array.isArray(messages) || messages.length < 2 || !isJsonObject(last)) return undefined;
  if (!ANSWERS.has(last[roleKey] ?? last['role'])) return undefined;
  return { prompt: [fields['system'], fields['tools'], ...messages.slice(0, -1)], answer: last };
}
