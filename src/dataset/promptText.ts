/** What a row asks, as one text to compare with: without regard to case and amounts of white space. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { fieldsOf, type Columns } from './columns.ts';
import { guessFormat } from './detect.ts';
import type { FormatId } from './formats.ts';

/** Undefined for a row without a prompt: raw text, or one of no known format. */
export function promptText(value: JsonValue, columns: Columns): string | undefined {
  const fields = fieldsOf(value, columns);
  if (fields === undefined) return undefined;
  const parts = promptParts(guessFormat(fields).format, fields);
  return parts === undefined ? undefined : JSON.stringify(parts.map(normalized));
}

type Parts = readonly (JsonValue | undefined)[];

function promptParts(format: FormatId | 'unknown', fields: JsonObject): Parts | undefined {
  switch (format) {
    case 'alpaca':
      return [fields['system'], fields['history'], fields['instruction'], fields['input']];
    case 'completion':
      return [fields['prompt']];
    case 'chat':
      return conversation(fields, fields['messages']);
    case 'sharegpt':
      return conversation(fields, fields['conversations']);
    case 'preference':
      return [fields['prompt'] ?? fields['input'] ?? fields['conversations']];
    case 'kto':
      return fields['prompt'] === undefined
        ? conversation(fields, fields['messages'] ?? fields['conversations'])
        : [fields['prompt']];
    case 'text':
    case 'unknown':
      return undefined;
  }
}

const ANSWERS = new Set<JsonValue | undefined>(['assistant', 'gpt', 'function_call']);

/** All before the last message, if the assistant says that. */
function conversation(fields: JsonObject, messages: JsonValue | undefined): Parts | undefined {
  const last = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (!Array.isArray(messages) || messages.length < 2 || !isJsonObject(last)) return undefined;
  if (!ANSWERS.has(last['from'] ?? last['role'])) return undefined;
  return [fields['system'], fields['tools'], ...messages.slice(0, -1)];
}

/** An absent field asks the same as an empty one. */
function normalized(value: JsonValue | undefined): JsonValue {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.trim().replace(/\s+/g, ' ').toLowerCase();
  if (Array.isArray(value)) return value.map(normalized);
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalized(item)]));
  return value;
}
