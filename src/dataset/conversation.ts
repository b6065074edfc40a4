/** A row of a conversational format as messages, with the places they were written at. Unknown roles and parts that are no text are named, never dropped. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { Path } from './columns.ts';
import type { FormatId } from './formats.ts';
import type { Message } from './sample.ts';

export type Turn = {
  /** Undefined: the role that was written is not one of the format's. */
  role: Message['role'] | undefined;
  content: string;
  trained: boolean;
  /** It calls tools: it has something to train on without text, and may be followed by another assistant message. */
  callsTools: boolean;
  /** What cannot be trained on in this message (an image, parts with different weights, half a weight), and where. */
  unsupported?: Unsupported;
  path: Path;
  rolePath: Path;
  contentPath: Path;
};

/** `code`: the rule that says it. */
type Unsupported = { code: 'wrong-type' | 'weight-invalid'; what: string; path: Path };

export const CHAT_ROLES: Record<string, Message['role']> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
};
export const SHAREGPT_ROLES: Record<string, Message['role']> = {
  ...CHAT_ROLES,
  human: 'user',
  gpt: 'assistant',
  function_call: 'assistant',
  observation: 'tool',
};

/** The role names a format takes. */
export const rolesOf = (format: FormatId): string[] => Object.keys(format === 'sharegpt' ? SHAREGPT_ROLES : CHAT_ROLES);

/** The turns of a row, in order; undefined where the row is no conversation (text, string completions, alpaca). Expects a row without schema errors. */
export function turnsOf(format: FormatId, fields: JsonObject): Turn[] | undefined {
  if (format === 'chat') return turns(fields['messages'], ['messages'], CHAT_ROLES, 'as weighted');
  if (format === 'sharegpt') return turns(fields['conversations'], ['conversations'], SHAREGPT_ROLES, 'as weighted');
  if (format === 'completion' && (Array.isArray(fields['prompt']) || Array.isArray(fields['completion']))) {
    return [
      ...textOrTurns(fields['prompt'], 'prompt', 'user', 'never'),
      ...textOrTurns(fields['completion'], 'completion', 'assistant', 'as weighted'),
    ];
  }
  return undefined;
}

export type Training = 'never' | 'as weighted';

export function textOrTurns(
  value: JsonValue | undefined,
  key: string,
  role: Message['role'],
  training: Training,
): Turn[] {
  if (typeof value !== 'string') return turns(value, [key], CHAT_ROLES, training);
  const trained = training === 'as weighted';
  return [{ role, content: value, trained, callsTools: false, path: [key], rolePath: [key], contentPath: [key] }];
}

export function turns(
  value: JsonValue | undefined,
  path: Path,
  roles: Record<string, Message['role']>,
  training: Training,
): Turn[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).map((message, i) => turn(message, [...path, i], roles, training));
}

export function turn(
  message: JsonObject,
  path: Path,
  roles: Record<string, Message['role']>,
  training: Training,
): Turn {
  const roleKey = Object.hasOwn(message, 'from') ? 'from' : 'role';
  const contentKey = Object.hasOwn(message, 'value') ? 'value' : 'content';
  const name = message[roleKey];
  const role = typeof name === 'string' && Object.hasOwn(roles, name) ? roles[name] : undefined;
  const content = textOf(message[contentKey]);
  const calls = callsOf(message);
  const refusal = typeof message['refusal'] === 'string' ? message['refusal'] : '';
  const weight = weightOf(message);
  const trained = role === 'assistant' && training === 'as weighted' && weight.trained && content.trained;
  const contentPath = [...path, Object.hasOwn(message, contentKey) ? contentKey : roleKey];
  const unsupported: Unsupported | undefined =
    trained && weight.between !== undefined
      ? { code: 'weight-invalid', what: weight.between.what, path: [...path, weight.between.key] }
      : content.unsupported === undefined
        ? undefined
        : { ...content.unsupported, path: contentPath };
  return {
    role,
    content: [content.text, refusal, ...calls].filter((piece) => piece !== '').join('\n'),
    trained,
    callsTools: calls.length > 0 || name === 'function_call',
    ...(unsupported === undefined ? {} : { unsupported }),
    path,
    rolePath: [...path, roleKey],
    contentPath,
  };
}

/** Different datasets say with different keys whether a message or a part of one is trained. */
export const WEIGHT_KEYS = ['weight', 'train', 'loss'];

type Weight = {
  trained: boolean;
  /** The key of a weight other than 0 and 1, and what to say of it: the loss of a token counts fully or not at all. */
  between?: { key: string; what: string };
};

function weightOf(item: JsonObject): Weight {
  if (WEIGHT_KEYS.some((key) => item[key] === 0 || item[key] === false)) return { trained: false };
  for (const key of WEIGHT_KEYS) {
    const weight = item[key];
    if (typeof weight === 'number' && weight !== 1)
      return { trained: true, between: { key, what: `a weight of ${weight}, which is neither 0 nor 1` } };
  }
  return { trained: true };
}

/** Content is a string, or parts of which we take the text. */
function textOf(content: JsonValue | undefined): {
  text: string;
  trained: boolean;
  unsupported?: Omit<Unsupported, 'path'>;
} {
  if (typeof content === 'string') return { text: content, trained: true };
  if (!Array.isArray(content)) return { text: '', trained: true };
  const parts = content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part));
  const objects = parts.filter(isJsonObject);
  const text = objects.map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('');
  const other = objects.find((part) => part['type'] !== 'text');
  const weights = objects.map(weightOf);
  const trained = weights.some((weight) => weight.trained) || weights.length === 0;
  const between = weights.find((weight) => weight.between !== undefined)?.between;
  if (other !== undefined) {
    const what = `a part of type ${JSON.stringify(other['type'] ?? null)}, which is not text`;
    return { text, trained, unsupported: { code: 'wrong-type', what } };
  }
  if (trained && !weights.every((weight) => weight.trained))
    return { text, trained, unsupported: { code: 'weight-invalid', what: 'parts with different weights' } };
  if (between !== undefined) return { text, trained, unsupported: { code: 'weight-invalid', what: between.what } };
  return { text, trained };
}

/** Tool calls as JSON text, one a line: {"name": …, "arguments": …}; arguments written as a JSON string become what they say. */
function callsOf(message: JsonObject): string[] {
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'].filter(isJsonObject) : [];
  const functions = [...calls.map((call) => call['function']), message['function_call']].filter(isJsonObject);
  return functions.map((call) =>
    JSON.stringify({ name: call['name'] ?? '', arguments: argumentsOf(call['arguments']) }),
  );
}

function argumentsOf(value: JsonValue | undefined): JsonValue {
  if (typeof value !== 'string') return value ?? {};
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}
