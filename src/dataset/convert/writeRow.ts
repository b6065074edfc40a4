/** A row in the common form as one or more rows of a format: the members that stand for it. */
import type { FormatId } from '../formats.ts';
import { rawArray, rawObject, type RawJson, type RawMember } from '../rawJson.ts';
import { chatTools, withoutZeroWeight, withZeroWeight, writeMessages } from './chatMessages.ts';
import type { RawConversation, RawMessage, RawRow, RawTools, StyleOptions } from './common.ts';
import { refuse, type Notes } from './losses.ts';
import { EMPTY, isWeight, joined, textOf } from './texts.ts';
import { sharegptTools, writeTurns } from './turns.ts';

type Members = RawMember[];
type Writer = (row: RawConversation, style: StyleOptions, notes: Notes) => Members[];

/** One list of members a row written. Where a reason was noted, they mean nothing. */
export function writeRawRow(to: FormatId, row: RawRow, style: StyleOptions, notes: Notes): Members[] {
  if (row.kind === 'text') {
    if (to === 'text') return [[{ key: 'text', value: row.text }]];
    return [pair('prompt', EMPTY, 'completion', row.text)];
  }
  return WRITERS[to](row, style, notes);
}

const pair = (first: string, a: RawJson, second: string, b: RawJson): Members => [
  { key: first, value: a },
  { key: second, value: b },
];

const WRITERS: Record<FormatId, Writer> = {
  chat: (row, style, notes) => {
    const messages = forTraining(row, notes);
    return [[{ key: 'messages', value: rawArray(writeMessages(messages, style)) }, ...chatToolsOf(row)]];
  },
  sharegpt: (row, style, notes) => {
    const turns = writeTurns(forTraining(row, notes), style, notes);
    return [[{ key: 'conversations', value: rawArray(turns) }, ...sharegptToolsOf(row)]];
  },
  alpaca: (row, _style, notes) => [writeAlpaca({ ...row, messages: forTraining(row, notes, false) }, notes)],
  text: (row, _style, notes) => [writeText(row, notes)],
  completion: (row, style, notes) => [writeCompletion(withoutLabels(row, notes), style, notes)],
  preference: (row, style, notes) => [writePreference(row, style, notes)],
  kto: (row, style, notes) => {
    if (row.rejected === undefined) return [writeKto(row, row.label ?? 'true', style, notes)];
    notes.losses.add('unpaired');
    refusePromptWithin(row, notes);
    const { rejected, ...rest } = row;
    const worse = { ...rest, messages: [...row.messages.slice(0, row.nPrompt), ...rejected] };
    return [writeKto(rest, 'true', style, notes), writeKto(worse, 'false', style, notes)];
  },
};

/** Labels and rejected answers are for preference tuning only. */
function withoutLabels(row: RawConversation, notes: Notes): RawConversation {
  if (row.rejected !== undefined) notes.losses.add('rejected-dropped');
  if (row.label !== undefined) notes.losses.add('label-dropped');
  if (row.label === 'false') refuse(notes, 'undesirable');
  refusePromptWithin(row, notes);
  return row;
}

/** Only TRL's own shape can say what such a row says. */
function refusePromptWithin(row: RawConversation, notes: Notes): void {
  if (row.isPromptWithin === true) refuse(notes, 'prompt-within');
}

/** All messages, for a format in which every answer is trained: those of a prompt get a weight of 0 where the format has weights. */
function forTraining(row: RawConversation, notes: Notes, hasWeights = true): RawMessage[] {
  withoutLabels(row, notes);
  if (row.isRaw) notes.losses.add('template-applied');
  return row.messages.map((message, i) => {
    if (i >= (row.nPrompt ?? 0) || message.role !== 'assistant') return message;
    if (hasWeights) return withZeroWeight(message);
    notes.losses.add('earlier-answers-trained');
    return message;
  });
}

const chatToolsOf = ({ tools }: RawConversation): Members =>
  toolsMember(tools === undefined ? undefined : chatTools(tools));
const sharegptToolsOf = ({ tools }: RawConversation): Members =>
  toolsMember(tools === undefined ? undefined : sharegptTools(tools));
const toolsMember = (value: RawJson | undefined): Members => (value === undefined ? [] : [{ key: 'tools', value }]);

/** What strings cannot say of a message. */
function noteFields({ messages, tools }: { messages: readonly RawMessage[]; tools?: RawTools }, notes: Notes): void {
  if (tools !== undefined) notes.losses.add('tools');
  for (const { role, rest, calls } of messages) {
    if (role === 'tool' || calls.length > 0) refuse(notes, 'tool-messages');
    if (role === 'assistant' && rest.some(isWeight)) notes.losses.add('weights');
    if (rest.some((member) => !isWeight(member) && member.key !== 'refusal')) notes.losses.add('message-fields');
  }
}

function writeAlpaca(row: RawConversation, notes: Notes): Members {
  noteFields(row, notes);
  const system = row.messages[0]?.role === 'system' ? row.messages[0] : undefined;
  const turns = row.messages.slice(system === undefined ? 0 : 1);
  const isPaired = turns.every(({ role }, i) => role === (i % 2 === 0 ? 'user' : 'assistant'));
  if (!isPaired || turns.length === 0 || turns.length % 2 !== 0) refuse(notes, 'turns-not-paired');
  const texts = turns.map((message) => textOf(message, notes));
  const history: RawJson[] = [];
  for (let i = 0; i + 2 < texts.length; i += 2) history.push(rawArray(texts.slice(i, i + 2)));
  return [
    { key: 'instruction', value: texts.at(-2) ?? EMPTY },
    { key: 'input', value: EMPTY },
    { key: 'output', value: texts.at(-1) ?? EMPTY },
    ...(system === undefined ? [] : [{ key: 'system', value: textOf(system, notes) }]),
    ...(history.length === 0 ? [] : [{ key: 'history', value: rawArray(history) }]),
  ];
}

function writeText(row: RawConversation, notes: Notes): Members {
  withoutLabels(row, notes);
  const [prompt = EMPTY, answer = EMPTY] = row.messages.map((message) => textOf(message, notes));
  if (prompt !== EMPTY) notes.losses.add('prompt-joined');
  return [{ key: 'text', value: joined(prompt, '', answer) }];
}

/** The prompt ends with the last message that is not the assistant's or a tool's, or where the source ends it. */
function split(row: RawConversation, notes: Notes): { prompt: RawMessage[]; answer: RawMessage[] } {
  const end = row.nPrompt ?? row.messages.findLastIndex(({ role }) => role === 'user' || role === 'system') + 1;
  const prompt = row.messages.slice(0, end).map((message) => {
    if (message.role !== 'assistant' || row.nPrompt !== undefined) return message;
    if (!message.rest.some(({ key, value }) => key === 'weight' && value === '0'))
      notes.losses.add('earlier-answers-untrained');
    return withoutZeroWeight(message);
  });
  const answer = row.messages.slice(end);
  if (answer.length === 0 || answer.at(-1)?.role !== 'assistant') refuse(notes, 'no-answer');
  return { prompt, answer };
}

/** Messages as {role, content}, whatever they came from. */
const messageList = (messages: readonly RawMessage[], style: StyleOptions): RawJson =>
  rawArray(writeMessages(messages, style));

function writeCompletion(row: RawConversation, style: StyleOptions, notes: Notes): Members {
  const { prompt, answer } = split(row, notes);
  const strings = (style.text ?? (row.isRaw ? 'strings' : 'messages')) === 'strings';
  if (strings)
    return pair(
      'prompt',
      onlyText(prompt, 'user', row, notes),
      'completion',
      onlyText(answer, 'assistant', row, notes),
    );
  if (row.isRaw) notes.losses.add('template-applied');
  const all = writeMessages([...prompt, ...answer], style);
  const members = pair(
    'prompt',
    rawArray(all.slice(0, prompt.length)),
    'completion',
    rawArray(all.slice(prompt.length)),
  );
  return [...members, ...chatToolsOf(row)];
}

/** The text of the one message on this side. */
function onlyText(
  messages: readonly RawMessage[],
  role: RawMessage['role'],
  row: RawConversation,
  notes: Notes,
): RawJson {
  noteFields({ messages, ...(row.tools === undefined ? {} : { tools: row.tools }) }, notes);
  if (!row.isRaw) notes.losses.add('template-dropped');
  const [message] = messages;
  if (message === undefined && role === 'user') return EMPTY;
  if (message?.role !== role || messages.length !== 1) refuse(notes, 'more-than-a-pair');
  return message === undefined ? EMPTY : textOf(message, notes);
}

function writePreference(row: RawConversation, style: StyleOptions, notes: Notes): Members {
  const { prompt, answer } = split(row, notes);
  const rejected = row.rejected ?? [];
  const shape = style.preference ?? 'trl';
  const strings = shape === 'trl' && (style.text ?? (row.isRaw ? 'strings' : 'messages')) === 'strings';
  if (!strings) refusePromptWithin(row, notes);
  if (!strings && row.isRaw) notes.losses.add('template-applied');
  if (shape !== 'trl' && prompt.length === 0) refuse(notes, 'no-prompt');
  if (shape === 'openai') {
    const input: Members = [{ key: 'messages', value: messageList(prompt, style) }, ...chatToolsOf(row)];
    return [
      { key: 'input', value: rawObject(input) },
      ...pair('preferred_output', messageList(answer, style), 'non_preferred_output', messageList(rejected, style)),
    ];
  }
  if (shape === 'llama-factory') {
    const turn = (messages: readonly RawMessage[]): RawJson => {
      const turns = writeTurns(messages, style, notes);
      if (turns.length !== 1) refuse(notes, 'needs-messages');
      return turns[0] ?? '{}';
    };
    return [
      { key: 'conversations', value: rawArray(writeTurns(prompt, style, notes)) },
      ...pair('chosen', turn(answer), 'rejected', turn(rejected)),
      ...sharegptToolsOf(row),
    ];
  }
  // A row without a prompt has none: an empty one would be another.
  const asks = (value: () => RawJson): Members => (prompt.length === 0 ? [] : [{ key: 'prompt', value: value() }]);
  if (strings)
    return [
      ...asks(() => onlyText(prompt, 'user', row, notes)),
      ...pair(
        'chosen',
        onlyText(answer, 'assistant', row, notes),
        'rejected',
        onlyText(rejected, 'assistant', row, notes),
      ),
    ];
  return [
    ...asks(() => messageList(prompt, style)),
    ...pair('chosen', messageList(answer, style), 'rejected', messageList(rejected, style)),
    ...chatToolsOf(row),
  ];
}

function writeKto(row: RawConversation, label: RawJson, style: StyleOptions, notes: Notes): Members {
  if (style.kto !== 'llama-factory') {
    const members = writeCompletion(row, style, notes);
    return [...members.slice(0, 2), { key: 'label', value: label }, ...members.slice(2)];
  }
  if (row.isRaw) notes.losses.add('template-applied');
  const isTurns = row.messages.some(({ written }) => written?.family === 'sharegpt');
  const list = isTurns ? writeTurns(row.messages, style, notes) : writeMessages(row.messages, style);
  const key = isTurns ? 'conversations' : 'messages';
  return [
    { key, value: rawArray(list) },
    { key: 'label', value: label },
    ...(isTurns ? sharegptToolsOf(row) : chatToolsOf(row)),
  ];
}
