/** What the checks of several targets look for in a row. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { Path } from '../dataset/columns.ts';
import type { TargetFinding, TargetRow } from './target.ts';

export type Placed = { message: JsonObject; path: Path };

/** The messages of a value and where they stand: of a list, or one alone. */
export function messagesAt(value: JsonValue | undefined, path: Path): Placed[] {
  if (isJsonObject(value)) return [{ message: value, path }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((message, i) => (isJsonObject(message) ? [{ message, path: [...path, i] }] : []));
}

const LISTS = ['messages', 'conversations', 'prompt', 'completion', 'chosen', 'rejected'];
const OUTPUTS = ['preferred_output', 'non_preferred_output'];

/** All messages of a row, in whichever fields they stand. */
export function allMessages({ fields }: TargetRow): Placed[] {
  const input = fields['input'];
  return [
    ...(isJsonObject(input) ? messagesAt(input['messages'], ['input', 'messages']) : []),
    ...[...LISTS, ...OUTPUTS].flatMap((key) => messagesAt(fields[key], [key])),
  ];
}

/** The speaker, as it is written. */
export function speakerOf({ message, path }: Placed): { name: string; path: Path } {
  const key = Object.hasOwn(message, 'from') ? 'from' : 'role';
  const name = message[key];
  return { name: typeof name === 'string' ? name : '', path: [...path, key] };
}

const WEIGHTS = ['weight', 'train', 'loss'];

/** Every key of a message or of a part that says whether it is trained. */
export function weightsIn(row: TargetRow): { key: string; value: JsonValue; path: Path; isPart: boolean }[] {
  return allMessages(row).flatMap(({ message, path }) => {
    const parts = messagesAt(message['content'], [...path, 'content']);
    return [...weightsOf(message, path, false), ...parts.flatMap((part) => weightsOf(part.message, part.path, true))];
  });
}

const weightsOf = (item: JsonObject, path: Path, isPart: boolean) =>
  WEIGHTS.filter((key) => Object.hasOwn(item, key) && item[key] !== null).map((key) => ({
    ...{ key, value: item[key]!, isPart },
    path: [...path, key],
  }));

/** A weight that takes a message out of the loss; one of 1 is what happens anyway. */
export const isUntrained = (value: JsonValue): boolean => value === 0 || value === false;

/** Tool calls of chat messages. */
export function callsIn(row: TargetRow): { call: JsonObject; called: JsonObject; path: Path }[] {
  return allMessages(row).flatMap(({ message, path }) =>
    (Array.isArray(message['tool_calls']) ? message['tool_calls'] : []).flatMap((call, i) => {
      const called = isJsonObject(call) ? call['function'] : undefined;
      return isJsonObject(call) && isJsonObject(called) ? [{ call, called, path: [...path, 'tool_calls', i] }] : [];
    }),
  );
}

export const at = (path: Path, message: string, part: 'key' | 'value' = 'value'): TargetFinding => ({
  message,
  path,
  part,
});
