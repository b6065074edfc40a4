/** A row of any format in the common form. Expects a row whose fields fit its format's schema. */
import { ALPACA_JOINT } from '../alpacaQuestion.ts';
import type { FormatId } from '../formats.ts';
import { rawItems, rawMembers, type RawJson } from '../rawJson.ts';
import { readMessages } from './chatMessages.ts';
import type { RawConversation, RawMessage, RawRow, RawTools, Style, StyleOptions } from './common.ts';
import { refuse, type Notes } from './losses.ts';
import { EMPTY, joined, valueOf } from './texts.ts';
import { readTurns } from './turns.ts';

/** The format's fields of a row, as written; of doubles the last. */
export type RawFields = ReadonlyMap<string, RawJson>;

/** A row, the fields it was read from, and how it was written. */
export type ReadRow = { row: RawRow; used: readonly string[]; style: StyleOptions };

export function readRawRow(format: FormatId, fields: RawFields, notes: Notes): ReadRow {
  return READERS[format](fields, notes);
}

const READERS: Record<FormatId, (fields: RawFields, notes: Notes) => ReadRow> = {
  chat: (fields, notes) =>
    readWhole(['messages', 'tools'], readMessages(fields.get('messages') ?? '[]', notes), toolsIn(fields, notes)),
  sharegpt: (fields, notes) =>
    readWhole(['conversations', 'system', 'tools'], turnsIn(fields, notes), toolsIn(fields, notes)),
  alpaca: (fields) => {
    const messages = [...alpacaPrompt(fields), message('assistant', fields.get('output') ?? EMPTY)];
    return { row: conversation({ messages }), used: ALPACA, style: {} };
  },
  text: (fields) => ({ row: { kind: 'text', text: fields.get('text') ?? EMPTY }, used: ['text'], style: {} }),
  completion: (fields, notes) => {
    const read = readPair(fields.get('prompt'), fields.get('completion'), notes);
    return {
      row: { ...read.row, ...toolsIn(fields, notes) },
      used: ['prompt', 'completion', 'tools'],
      style: read.style,
    };
  },
  preference: readPreference,
  kto: readKto,
};

const ALPACA = ['instruction', 'input', 'output', 'system', 'history'];

const conversation = (parts: Partial<RawConversation> & Pick<RawConversation, 'messages'>): RawConversation => ({
  kind: 'conversation',
  isRaw: false,
  ...parts,
});

const message = (role: RawMessage['role'], content: RawJson): RawMessage => ({ role, content, calls: [], rest: [] });

function readWhole(used: readonly string[], messages: RawMessage[], tools: Tools): ReadRow {
  return { row: conversation({ messages, ...tools }), used, style: styleOf(messages) };
}

/** What shows how calls and speakers are written. */
function styleOf(messages: readonly RawMessage[]): StyleOptions {
  const call = messages.flatMap(({ calls }) => calls).find((item) => item.arguments !== undefined)?.arguments;
  const speaker = messages.find(({ role }) => role === 'user')?.written?.members.find(({ key }) => key === 'from');
  return {
    ...(call === undefined ? {} : { arguments: call.startsWith('"') ? 'string' : 'object' }),
    ...(speaker === undefined ? {} : { roles: speaker.value === '"user"' ? 'user' : 'human' }),
  };
}

type Tools = { tools?: RawTools };

/** A list, or a list in a string; nothing and an empty string are no tools. */
function toolsIn(fields: RawFields, notes: Notes): Tools {
  const written = fields.get('tools');
  if (written === undefined || written === 'null' || written === EMPTY) return {};
  if (written.startsWith('[')) return { tools: { family: 'chat', written } };
  if (!isListText(written)) refuse(notes, 'tools-not-list');
  return { tools: { family: 'sharegpt', written } };
}

function isListText(raw: RawJson): boolean {
  try {
    return Array.isArray(JSON.parse(valueOf(raw)));
  } catch {
    return false;
  }
}

function turnsIn(fields: RawFields, notes: Notes): RawMessage[] {
  return [...systemIn(fields), ...readTurns(fields.get('conversations') ?? '[]', notes)];
}

function systemIn(fields: RawFields): RawMessage[] {
  const system = fields.get('system');
  return system === undefined || system === 'null' || system === EMPTY ? [] : [message('system', system)];
}

/** System, the history's pairs, and instruction with input. */
function alpacaPrompt(fields: RawFields): RawMessage[] {
  const history = rawItems(fields.get('history') ?? '[]') ?? [];
  const instruction = textIn(fields, 'instruction');
  const input = textIn(fields, 'input');
  return [
    ...systemIn(fields),
    ...history.flatMap((pair) => {
      const [asked, answered] = rawItems(pair) ?? [];
      return [message('user', asked ?? EMPTY), message('assistant', answered ?? EMPTY)];
    }),
    message('user', joinedParts([instruction, input])),
  ];
}

/** Whether instruction and input become one; where both stay apart (alpaca itself) that is not asked. */
export const isJoined = (fields: RawFields): boolean =>
  ['instruction', 'input'].every((key) => valueOf(textIn(fields, key)).trim() !== '');

/** Instruction and input, as `alpacaQuestion` puts them together. */
function joinedParts(parts: readonly [RawJson, RawJson]): RawJson {
  const said = parts.filter((part) => valueOf(part).trim() !== '');
  const [first = parts[0], second] = said;
  return second === undefined ? first : joined(first, JSON.stringify(ALPACA_JOINT).slice(1, -1), second);
}

function textIn(fields: RawFields, key: string): RawJson {
  const text = fields.get(key);
  return isString(text) ? text : EMPTY;
}

const isAbsent = (raw: RawJson | undefined): raw is undefined | 'null' => raw === undefined || raw === 'null';
const isString = (raw: RawJson | undefined): raw is RawJson => raw?.startsWith('"') === true;

/** Prompt and answer, each a string or messages. */
function readPair(
  prompt: RawJson | undefined,
  answer: RawJson | undefined,
  notes: Notes,
): { row: RawConversation; style: StyleOptions } {
  const before = side(prompt, 'user', notes);
  const after = side(answer, 'assistant', notes);
  const text: Style['text'] = isString(prompt) || isString(answer) ? 'strings' : 'messages';
  const isRaw = (isString(prompt) || isAbsent(prompt)) && isString(answer);
  const messages = [...before, ...after];
  return { row: conversation({ messages, nPrompt: before.length, isRaw }), style: { ...styleOf(messages), text } };
}

function side(raw: RawJson | undefined, role: RawMessage['role'], notes: Notes): RawMessage[] {
  if (isAbsent(raw)) return [];
  return isString(raw) ? [message(role, raw)] : readMessages(raw, notes);
}

function readPreference(fields: RawFields, notes: Notes): ReadRow {
  if (fields.has('preferred_output')) {
    const input = new Map((rawMembers(fields.get('input') ?? '{}') ?? []).map(({ key, value }) => [key, value]));
    const prompt = readMessages(input.get('messages') ?? '[]', notes);
    const chosen = readMessages(fields.get('preferred_output') ?? '[]', notes);
    const rejected = readMessages(fields.get('non_preferred_output') ?? '[]', notes);
    const row = conversation({
      messages: [...prompt, ...chosen],
      nPrompt: prompt.length,
      rejected,
      ...toolsIn(input, notes),
    });
    return {
      row,
      used: ['input', 'preferred_output', 'non_preferred_output'],
      style: { ...styleOf(row.messages), preference: 'openai' },
    };
  }
  const [chosen, rejected] = [fields.get('chosen'), fields.get('rejected')];
  if (fields.has('conversations') || fields.has('instruction')) {
    const isTurns = fields.has('conversations');
    const prompt = isTurns ? turnsIn(fields, notes) : alpacaPrompt(fields);
    const answer = (raw = EMPTY): RawMessage[] => (isString(raw) ? [message('assistant', raw)] : readTurns(raw, notes));
    const row = conversation({
      messages: [...prompt, ...answer(chosen)],
      nPrompt: prompt.length,
      rejected: answer(rejected),
      ...toolsIn(fields, notes),
    });
    const used = ['conversations', 'system', 'tools', 'chosen', 'rejected', ...(isTurns ? [] : ALPACA)];
    return { row, used, style: { ...styleOf(row.messages), preference: 'llama-factory' } };
  }
  const good = readPair(fields.get('prompt') ?? fields.get('messages'), chosen, notes);
  const bad = side(rejected, 'assistant', notes);
  const row: RawConversation = {
    ...withoutCommonStart({ ...good.row, rejected: bad, ...toolsIn(fields, notes) }),
    ...(good.row.isRaw && good.row.nPrompt === 0 ? { isPromptWithin: true } : {}),
  };
  return {
    row,
    used: ['prompt', 'messages', 'chosen', 'rejected', 'tools'],
    style: { ...good.style, preference: 'trl' },
  };
}

/** Where both answers hold the whole conversation, what they share at the start is the prompt. */
function withoutCommonStart(row: RawConversation): RawConversation {
  const chosen = row.messages.slice(row.nPrompt);
  const rejected = row.rejected ?? [];
  if (chosen[0]?.role === 'assistant' || chosen[0] === undefined) return row;
  let n = 0;
  while (n < Math.min(chosen.length, rejected.length) - 1 && isSame(chosen[n]!, rejected[n]!)) n++;
  return { ...row, messages: chosen, nPrompt: n, rejected: rejected.slice(n) };
}

const isSame = (a: RawMessage, b: RawMessage): boolean => a.role === b.role && a.content === b.content;

function readKto(fields: RawFields, notes: Notes): ReadRow {
  const label = fields.get('label') ?? fields.get('kto_tag') ?? 'true';
  const labels = ['label', 'kto_tag'];
  if (fields.has('completion')) {
    const read = readPair(fields.get('prompt'), fields.get('completion'), notes);
    const row = { ...read.row, label, ...toolsIn(fields, notes) };
    return { row, used: ['prompt', 'completion', 'tools', ...labels], style: { ...read.style, kto: 'trl' } };
  }
  if (fields.has('instruction')) {
    const prompt = alpacaPrompt(fields);
    const messages = [...prompt, message('assistant', fields.get('output') ?? EMPTY)];
    const row = conversation({ messages, nPrompt: prompt.length, label });
    return { row, used: [...ALPACA, ...labels], style: { kto: 'llama-factory' } };
  }
  const isTurns = fields.has('conversations');
  const messages = isTurns ? turnsIn(fields, notes) : readMessages(fields.get('messages') ?? '[]', notes);
  if (messages.at(-1)?.role !== 'assistant') refuse(notes, 'no-answer');
  const nPrompt = Math.max(0, messages.length - 1);
  const row = conversation({ messages, nPrompt, label, ...toolsIn(fields, notes) });
  const used = [isTurns ? 'conversations' : 'messages', 'system', 'tools', ...labels];
  return { row, used, style: { ...styleOf(messages), kto: 'llama-factory' } };
}
