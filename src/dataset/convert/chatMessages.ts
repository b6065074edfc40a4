/** Messages as {role, content, tool_calls…}: read into the common form and written from it. */
import { CHAT_ROLES } from '../conversation.ts';
import { rawArray, rawItems, rawMembers, rawObject, rawString, type RawJson, type RawMember } from '../rawJson.ts';
import { withIds } from './callIds.ts';
import { objectText } from './calls.ts';
import type { RawCall, RawMessage, RawTools, StyleOptions } from './common.ts';
import { refuse, type Notes } from './losses.ts';
import { isWeight, valueOf } from './texts.ts';

/** A list of messages, or one message alone. */
export function readMessages(raw: RawJson, notes: Notes): RawMessage[] {
  return (rawItems(raw) ?? [raw]).map((item) => readMessage(item, notes));
}

function readMessage(raw: RawJson, notes: Notes): RawMessage {
  const members = rawMembers(raw) ?? [];
  const value = (key: string): RawJson | undefined => members.findLast((member) => member.key === key)?.value;
  const name = value('role');
  const role = name === undefined || !Object.hasOwn(CHAT_ROLES, valueOf(name)) ? undefined : CHAT_ROLES[valueOf(name)];
  if (role === undefined) refuse(notes, 'role-unknown');
  const content = value('content');
  const calls = (rawItems(value('tool_calls') ?? '[]') ?? []).map(readCall);
  const legacy = value('function_call');
  if (legacy?.startsWith('{') === true) calls.push(readFunction(legacy));
  return {
    role: role ?? 'user',
    ...(content === undefined ? {} : { content }),
    calls,
    rest: members.filter(
      ({ key }) => !['role', 'content', 'tool_calls', 'function_call', 'tool_call_id'].includes(key),
    ),
    written: { family: 'chat', members },
  };
}

function readCall(raw: RawJson): RawCall {
  const members = rawMembers(raw) ?? [];
  const id = members.findLast(({ key, value }) => key === 'id' && value !== 'null')?.value;
  const called = members.findLast(({ key }) => key === 'function')?.value ?? '{}';
  return { ...(id === undefined ? {} : { id }), ...readFunction(called) };
}

function readFunction(raw: RawJson): RawCall {
  const members = rawMembers(raw) ?? [];
  const args = members.findLast(({ key }) => key === 'arguments')?.value;
  return {
    name: members.findLast(({ key }) => key === 'name')?.value ?? '""',
    ...(args === undefined ? {} : { arguments: args }),
  };
}

/** Calls of a row are numbered, and the answers after a call take its ids in turn. */
type CallIds = { next: () => RawJson; asked: RawJson[] };
function newCallIds(): CallIds {
  let n = 0;
  return { next: () => rawString(`call_${++n}`), asked: [] };
}

export const writeMessages = (messages: readonly RawMessage[], style: StyleOptions): RawJson[] => {
  const ids = newCallIds();
  return (style.ids === 'given' ? withIds(messages) : messages).map((message) => writeMessage(message, style, ids));
};

function writeMessage(message: RawMessage, style: StyleOptions, ids: CallIds): RawJson {
  if (message.written?.family === 'chat') return rawObject(message.written.members.map((m) => restyled(m, style)));
  const members: RawMember[] = [{ key: 'role', value: rawString(message.role) }];
  if (message.content !== undefined) members.push({ key: 'content', value: message.content });
  if (message.calls.length > 0)
    members.push({ key: 'tool_calls', value: rawArray(message.calls.map((call) => writeCall(call, style, ids))) });
  if (message.role === 'tool') {
    const id = ids.asked.shift();
    if (id !== undefined) members.push({ key: 'tool_call_id', value: id });
  } else if (message.calls.length === 0) ids.asked = [];
  return rawObject([...members, ...message.rest]);
}

function writeCall(call: RawCall, style: StyleOptions, ids: CallIds): RawJson {
  const id = ids.next();
  ids.asked.push(id);
  const called: RawMember[] = [
    { key: 'name', value: call.name },
    { key: 'arguments', value: inStyle(call.arguments ?? '{}', style.arguments ?? 'string') },
  ];
  return rawObject([
    { key: 'id', value: id },
    { key: 'type', value: '"function"' },
    { key: 'function', value: rawObject(called) },
  ]);
}

/** A member as it stood, but for the arguments of calls where another style is asked for. */
function restyled({ key, value }: RawMember, { arguments: wanted, developer }: StyleOptions): RawMember {
  if (key === 'role' && developer === 'system' && value === '"developer"') return { key, value: rawString('system') };
  if (wanted === undefined) return { key, value };
  if (key === 'function_call') return { key, value: changed(value, 'arguments', (raw) => inStyle(raw, wanted)) };
  if (key !== 'tool_calls') return { key, value };
  const items = rawItems(value)?.map((call) =>
    changed(call, 'function', (called) => changed(called, 'arguments', (raw) => inStyle(raw, wanted))),
  );
  return { key, value: items === undefined ? value : rawArray(items) };
}

function changed(object: RawJson, wanted: string, change: (raw: RawJson) => RawJson): RawJson {
  const members = rawMembers(object);
  return members === undefined
    ? object
    : rawObject(members.map(({ key, value }) => ({ key, value: key === wanted ? change(value) : value })));
}

/** A string that holds no object stays one: it says something that an object cannot. */
function inStyle(args: RawJson, style: 'string' | 'object'): RawJson {
  if (style === 'string') return args.startsWith('{') ? rawString(args) : args;
  return objectText(args) ?? args;
}

/** Without the weight 0 that says what the place in a prompt says already. */
export function withoutZeroWeight(message: RawMessage): RawMessage {
  const isZero = (member: RawMember): boolean => member.key === 'weight' && member.value === '0';
  const written = message.written;
  return {
    ...message,
    rest: message.rest.filter((member) => !isZero(member)),
    ...(written === undefined
      ? {}
      : { written: { ...written, members: written.members.filter((member) => !isZero(member)) } }),
  };
}

/** With a weight of 0, for formats in which answers are trained unless they say otherwise. */
export function withZeroWeight(message: RawMessage): RawMessage {
  if (message.role !== 'assistant' || message.rest.some(isWeight)) return message;
  const weight: RawMember = { key: 'weight', value: '0' };
  const written = message.written;
  return {
    ...message,
    rest: [...message.rest, weight],
    ...(written === undefined ? {} : { written: { ...written, members: [...written.members, weight] } }),
  };
}

/** A list of {type: function, function}, from whatever family. Undefined: what was written is no list. */
export function chatTools({ family, written }: RawTools): RawJson | undefined {
  if (family === 'chat') return written;
  const items = rawItems(valueOf(written).trim());
  return items === undefined ? undefined : rawArray(items.map(wrapped));
}

function wrapped(tool: RawJson): RawJson {
  const members = rawMembers(tool);
  if (members === undefined || members.some(({ key }) => key === 'function')) return tool;
  return rawObject([
    { key: 'type', value: '"function"' },
    { key: 'function', value: tool },
  ]);
}
