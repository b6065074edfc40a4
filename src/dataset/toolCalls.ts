/** The tool calls of a conversation's messages, as the different datasets write them, with the places they were written at. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { Path } from './columns.ts';
import type { Turn } from './conversation.ts';

export type ToolCall = {
  name: string;
  id?: string;
  /** As written: OpenAI's are JSON in a string, TRL's an object. */
  arguments: JsonValue | undefined;
  path: Path;
  namePath: Path;
  argumentsPath: Path;
};

/** `message`: the turn as it is written. In ShareGPT a call is a message of its own, with JSON for its text. */
export function toolCallsOf(turn: Turn, message: JsonObject): ToolCall[] {
  if (message['from'] === 'function_call' || message['role'] === 'function_call') return writtenCalls(turn);
  const listed = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
  return [
    ...listed.flatMap((call, i) =>
      isJsonObject(call) ? callOf(call['function'], [...turn.path, 'tool_calls', i], ['function'], call['id']) : [],
    ),
    ...callOf(message['function_call'], [...turn.path, 'function_call'], []),
  ];
}

function callOf(value: JsonValue | undefined, path: Path, inner: Path, id?: JsonValue): ToolCall[] {
  if (!isJsonObject(value)) return [];
  const { name } = value;
  return [
    {
      name: typeof name === 'string' ? name : '',
      ...(typeof id === 'string' ? { id } : {}),
      arguments: value['arguments'],
      path,
      namePath: [...path, ...inner, 'name'],
      argumentsPath: [...path, ...inner, 'arguments'],
    },
  ];
}

/** One call, or a list of them; none where the text is no JSON, which is for a rule to say. */
function writtenCalls({ content, contentPath: path }: Turn): ToolCall[] {
  const written = parsed(content);
  return (Array.isArray(written) ? written : [written]).filter(isJsonObject).map((call) => ({
    name: typeof call['name'] === 'string' ? call['name'] : '',
    arguments: call['arguments'],
    path,
    namePath: path,
    argumentsPath: path,
  }));
}

/** The value of JSON in a string; undefined where it is no JSON. */
export function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
