/** Turns as {from, value}: read into the common form and written from it. */
import { SHAREGPT_ROLES } from '../conversation.ts';
import { rawArray, rawItems, rawMembers, rawObject, rawString, type RawJson, type RawMember } from '../rawJson.ts';
import { callsText, readCallsText } from './calls.ts';
import { inCallOrder, joinedAnswers } from './toolAnswers.ts';
import type { RawMessage, RawTools, StyleOptions } from './common.ts';
import { refuse, type Notes } from './losses.ts';
import { EMPTY, textOf, valueOf } from './texts.ts';

/** A list of turns, or one turn alone. */
export function readTurns(raw: RawJson, notes: Notes): RawMessage[] {
  return (rawItems(raw) ?? [raw]).map((item) => readTurn(item, notes));
}

function readTurn(raw: RawJson, notes: Notes): RawMessage {
  const members = rawMembers(raw) ?? [];
  const value = (key: string): RawJson | undefined => members.findLast((member) => member.key === key)?.value;
  const name = valueOf(value('from') ?? value('role') ?? EMPTY);
  const content = value('value') ?? value('content') ?? EMPTY;
  const role = Object.hasOwn(SHAREGPT_ROLES, name) ? SHAREGPT_ROLES[name] : undefined;
  if (role === undefined) refuse(notes, 'role-unknown');
  const calls = name === 'function_call' ? readCallsText(content) : [];
  if (calls === undefined) refuse(notes, 'call-not-json');
  return {
    role: role ?? 'user',
    ...(name === 'function_call' ? {} : { content }),
    calls: calls ?? [],
    rest: members.filter(({ key }) => !['from', 'role', 'value', 'content'].includes(key)),
    written: { family: 'sharegpt', members },
  };
}

const NAMES = {
  human: { system: 'system', user: 'human', assistant: 'gpt', tool: 'observation' },
  user: { system: 'system', user: 'user', assistant: 'assistant', tool: 'observation' },
} as const;

/** The turns of a conversation; a message with text and calls becomes two, unless they are to be paired. */
export function writeTurns(messages: readonly RawMessage[], style: StyleOptions, notes: Notes): RawJson[] {
  const ordered = inCallOrder(messages, notes);
  const isPaired = style.turns === 'paired';
  return (isPaired ? joinedAnswers(ordered, notes) : ordered).flatMap((message) => writeTurn(message, style, notes));
}

function writeTurn(message: RawMessage, style: StyleOptions, notes: Notes): RawJson[] {
  const { written, calls, role } = message;
  if (written?.family === 'sharegpt') return [rawObject(written.members.map((m) => renamed(m, style)))];
  const rest = message.rest.filter(({ key }) => key !== 'refusal');
  const turn = (from: string, value: RawJson): RawJson =>
    rawObject([{ key: 'from', value: rawString(from) }, { key: 'value', value }, ...rest]);
  if (written !== undefined) noteIds(written.members, notes);
  const text = textOf(message, notes);
  const isCallOnly = calls.length > 0 && (text === EMPTY || style.turns === 'paired');
  if (isCallOnly && text !== EMPTY) notes.losses.add('text-with-call');
  const said = isCallOnly ? [] : [turn(NAMES[style.roles ?? 'human'][role], text)];
  return calls.length === 0 ? said : [...said, turn('function_call', callsText(calls))];
}

/** Ids that we would give back are no loss. */
function noteIds(members: readonly RawMember[], notes: Notes): void {
  for (const { key, value } of members) {
    const ids = key === 'tool_call_id' ? [value] : key === 'tool_calls' ? (rawItems(value) ?? []).map(idOf) : [];
    if (ids.some((id) => id !== undefined && !/^"call_\d+"$/.test(id) && id !== 'null')) notes.losses.add('call-ids');
  }
}

const idOf = (call: RawJson): RawJson | undefined => rawMembers(call)?.find(({ key }) => key === 'id')?.value;

/** A member as it stood, but for the speaker's name where another style is asked for. */
function renamed({ key, value }: RawMember, { roles, developer }: StyleOptions): RawMember {
  if (key !== 'from' && key !== 'role') return { key, value };
  const name = valueOf(value);
  if (name === 'developer' && developer === 'system') return { key, value: rawString('system') };
  if (roles === undefined) return { key, value };
  const role = Object.hasOwn(SHAREGPT_ROLES, name) ? SHAREGPT_ROLES[name] : undefined;
  const isSpeaker = role === 'user' || (role === 'assistant' && name !== 'function_call');
  return { key, value: isSpeaker ? rawString(NAMES[roles][role]) : value };
}

/** The list as JSON in a string, as LLaMA-Factory reads it. */
export function sharegptTools({ family, written }: RawTools): RawJson {
  if (family === 'sharegpt') return written;
  const items = rawItems(written);
  return items === undefined ? written : rawString(rawArray(items.map(unwrapped)));
}

function unwrapped(tool: RawJson): RawJson {
  const members = rawMembers(tool) ?? [];
  const [type, called] = members;
  const isWrapped = members.length === 2 && type?.value === '"function"' && called?.key === 'function';
  return isWrapped ? called.value : tool;
}
