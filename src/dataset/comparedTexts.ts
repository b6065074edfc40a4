/** The texts of a row by which near-duplicates are found: what is asked, and what is answered. System prompts and tools, which rows share, are left out. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { FormatId } from './formats.ts';

export type ComparedTexts = { prompt: string[]; answer: string[] };

export function comparedTexts(format: FormatId, fields: JsonObject): ComparedTexts {
  const of = (...keys: string[]): string[] => keys.flatMap((key) => textsOf(fields[key]));
  switch (format) {
    case 'alpaca':
      return { prompt: of('history', 'instruction', 'input'), answer: of('output') };
    case 'completion':
      return { prompt: of('prompt'), answer: of('completion') };
    case 'text':
      return { prompt: [], answer: of('text') };
    case 'chat':
      return conversation(fields['messages']);
    case 'sharegpt':
      return conversation(fields['conversations']);
    case 'preference':
      return {
        prompt: of('instruction', 'input', 'prompt', 'conversations', 'messages'),
        answer: of('chosen', 'rejected', 'preferred_output', 'non_preferred_output'),
      };
    case 'kto':
      if (fields['output'] !== undefined)
        return { prompt: of('history', 'instruction', 'input'), answer: of('output') };
      return fields['completion'] === undefined
        ? conversation(fields['messages'] ?? fields['conversations'])
        : { prompt: of('prompt'), answer: of('completion') };
  }
}

/** The last message is the answer, if there is another before it. */
function conversation(messages: JsonValue | undefined): ComparedTexts {
  if (!Array.isArray(messages)) return { prompt: [], answer: [] };
  const last = messages.length > 1 ? messages.length - 1 : messages.length;
  return { prompt: textsOf(messages.slice(0, last)), answer: textsOf(messages.slice(last)) };
}

/** Keys of messages whose values are names, not text. */
const NAMES = new Set(['role', 'from', 'type', 'name', 'id', 'tool_call_id', 'tools']);

function textsOf(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isJsonObject(value) || value['role'] === 'system' || value['from'] === 'system') return [];
  return Object.entries(value).flatMap(([key, item]) => (NAMES.has(key) ? [] : textsOf(item)));
}
