/** What a row asks and answers, as texts with their places: the answers are what a brief is about, the prompt tells the task. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../common/json.ts';
import type { Path } from '../columns.ts';
import type { Turn } from '../conversation.ts';
import type { FormatId } from '../formats.ts';

export type Answer = {
  text: string;
  path: Path;
  /** The strings it consists of. */
  pieces: readonly { text: string; path: Path }[];
};

/** The texts that teach how to answer, in order. Expects fields without schema errors. */
export function answersOf(format: FormatId, fields: JsonObject, turns: readonly Turn[] | undefined): Answer[] {
  if (turns !== undefined)
    return turns.flatMap(({ trained, contentPath }) => (trained ? answerAt(fields, contentPath) : []));
  switch (format) {
    case 'alpaca': {
      const history = Array.isArray(fields['history']) ? fields['history'] : [];
      return [...history.flatMap((_, i) => answerAt(fields, ['history', i, 1])), ...answerAt(fields, ['output'])];
    }
    case 'completion':
      return answerAt(fields, ['completion']);
    case 'text':
      return answerAt(fields, ['text']);
    case 'preference':
      return ['chosen', 'preferred_output'].flatMap((key) => answersIn(fields, key));
    case 'kto':
      return fields['label'] === false || fields['kto_tag'] === false
        ? []
        : ['completion', 'output'].flatMap((key) => answersIn(fields, key));
    case 'chat':
    case 'sharegpt':
      return [];
  }
}

/** A text, or messages of which the assistant's count. */
function answersIn(fields: JsonObject, key: string): Answer[] {
  const value = fields[key];
  const messages = Array.isArray(value) ? value : isJsonObject(value) ? [value] : undefined;
  if (messages === undefined) return answerAt(fields, [key]);
  return messages.flatMap((message, i) => {
    if (!isJsonObject(message) || !ASSISTANT.has(message['role'] ?? message['from'])) return [];
    const path = Array.isArray(value) ? [key, i] : [key];
    return answerAt(fields, [...path, Object.hasOwn(message, 'content') ? 'content' : 'value']);
  });
}

const ASSISTANT = new Set<JsonValue | undefined>(['assistant', 'gpt']);

function answerAt(fields: JsonObject, path: Path): Answer[] {
  const value = valueAt(fields, path);
  const pieces =
    typeof value === 'string'
      ? [{ text: value, path }]
      : Array.isArray(value)
        ? value.flatMap((part, i) => {
            if (typeof part === 'string') return [{ text: part, path: [...path, i] }];
            const text = isJsonObject(part) ? part['text'] : undefined;
            return typeof text === 'string' ? [{ text, path: [...path, i, 'text'] }] : [];
          })
        : [];
  const text = pieces.map((piece) => piece.text).join('');
  return text === '' ? [] : [{ text, path, pieces }];
}

function valueAt(fields: JsonObject, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = fields;
  for (const step of path)
    value = Array.isArray(value) ? value[Number(step)] : isJsonObject(value) ? value[String(step)] : undefined;
  return value;
}

/** What the user asks, for telling the task: all that is not answered text. */
export function promptOf(format: FormatId, fields: JsonObject, turns: readonly Turn[] | undefined): string {
  if (turns !== undefined)
    return turns
      .filter(({ role }) => role === 'user')
      .map(({ content }) => content)
      .join('\n');
  switch (format) {
    case 'alpaca':
      return instructionOf(fields);
    case 'text':
      return '';
    case 'completion':
    case 'kto':
    case 'preference':
      if (fields['instruction'] !== undefined) return instructionOf(fields);
      return userText(fields['prompt'] ?? fields['conversations'] ?? fields['messages'] ?? fields['input']);
    case 'chat':
    case 'sharegpt':
      return '';
  }
}

const instructionOf = (fields: JsonObject): string =>
  [fields['instruction'], fields['input']].filter((part) => typeof part === 'string').join('\n');

function userText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  const messages = isJsonObject(value) ? value['messages'] : value;
  if (!Array.isArray(messages)) return '';
  return messages
    .filter(isJsonObject)
    .filter((message) => USER.has(message['role'] ?? message['from']))
    .map((message) => message['content'] ?? message['value'])
    .filter((text) => typeof text === 'string')
    .join('\n');
}

const USER = new Set<JsonValue | undefined>(['user', 'human']);
