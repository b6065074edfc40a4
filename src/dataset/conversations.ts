/** Every conversation of a row, whatever its format: preference rows have two, kto rows one with a label. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { alpacaQuestion } from './alpacaQuestion.ts';
import type { Path } from './columns.ts';
import {
  CHAT_ROLES,
  SHAREGPT_ROLES,
  textOrTurns,
  turn,
  turns,
  turnsOf,
  type Training,
  type Turn,
} from './conversation.ts';
import type { FormatId } from './formats.ts';
import type { Message } from './sample.ts';

/** A conversation of a row. Rows for preference tuning have an answer that is wanted and one that is not, or a label that says which it is. */
export type LabelledTurns = {
  label: 'conversation' | 'chosen' | 'rejected' | 'desirable' | 'undesirable';
  turns: Turn[];
  /** Turns before this one are the prompt: none of them is trained. 0 where the whole conversation is trained as weighted. */
  nPrompt: number;
};

/** Every conversation of a row, whatever its format; none where it is raw text. Expects a row without schema errors. */
export function conversationsOf(format: FormatId, fields: JsonObject): LabelledTurns[] {
  switch (format) {
    case 'chat':
    case 'sharegpt':
      return [
        {
          label: 'conversation',
          turns: [...systemTurns(format, fields), ...(turnsOf(format, fields) ?? [])],
          nPrompt: 0,
        },
      ];
    case 'alpaca':
      return [
        {
          label: 'conversation',
          turns: [...alpacaPrompt(fields), text(fields, 'output', 'assistant', true)],
          nPrompt: 0,
        },
      ];
    case 'completion':
      return [
        pair(
          'conversation',
          side(fields, 'prompt', 'user', 'never'),
          side(fields, 'completion', 'assistant', 'as weighted'),
        ),
      ];
    case 'preference':
      return preferenceConversations(fields);
    case 'kto':
      return [ktoConversation(fields)];
    case 'text':
      return [];
  }
}

const pair = (label: LabelledTurns['label'], prompt: Turn[], answer: Turn[]): LabelledTurns => ({
  label,
  turns: [...prompt.map((turn) => ({ ...turn, trained: false })), ...answer],
  nPrompt: prompt.length,
});

function preferenceConversations(fields: JsonObject): LabelledTurns[] {
  if (Object.hasOwn(fields, 'preferred_output')) {
    const input = isJsonObject(fields['input']) ? fields['input']['messages'] : undefined;
    const prompt = turns(input, ['input', 'messages'], CHAT_ROLES, 'never');
    return [
      pair('chosen', prompt, side(fields, 'preferred_output', 'assistant', 'as weighted')),
      pair('rejected', prompt, side(fields, 'non_preferred_output', 'assistant', 'as weighted')),
    ];
  }
  const prompt = Object.hasOwn(fields, 'conversations')
    ? [
        ...systemTurns('sharegpt', fields),
        ...turns(fields['conversations'], ['conversations'], SHAREGPT_ROLES, 'never'),
      ]
    : Object.hasOwn(fields, 'instruction')
      ? alpacaPrompt(fields)
      : side(fields, Object.hasOwn(fields, 'prompt') ? 'prompt' : 'messages', 'user', 'never');
  const answers = [
    side(fields, 'chosen', 'assistant', 'as weighted'),
    side(fields, 'rejected', 'assistant', 'as weighted'),
  ] as const;
  return [answerTo('chosen', prompt, answers[0]), answerTo('rejected', prompt, answers[1])];
}

/** Where an answer is the whole conversation, the prompt is in it already. */
function answerTo(label: LabelledTurns['label'], prompt: Turn[], answer: Turn[]): LabelledTurns {
  const first = answer[0]?.role;
  if (first !== 'user' && first !== 'system') return pair(label, prompt, answer);
  const end = answer.findLastIndex(({ role }) => role === 'user' || role === 'system') + 1;
  return pair(label, answer.slice(0, end), answer.slice(end));
}

function ktoConversation(fields: JsonObject): LabelledTurns {
  const label = (fields['label'] ?? fields['kto_tag']) === false ? 'undesirable' : 'desirable';
  if (Object.hasOwn(fields, 'completion'))
    return pair(label, side(fields, 'prompt', 'user', 'never'), side(fields, 'completion', 'assistant', 'as weighted'));
  if (Object.hasOwn(fields, 'instruction'))
    return pair(label, alpacaPrompt(fields), [text(fields, 'output', 'assistant', true)]);
  const all = Object.hasOwn(fields, 'conversations')
    ? [
        ...systemTurns('sharegpt', fields),
        ...turns(fields['conversations'], ['conversations'], SHAREGPT_ROLES, 'as weighted'),
      ]
    : turns(fields['messages'], ['messages'], CHAT_ROLES, 'as weighted');
  return pair(label, all.slice(0, -1), all.slice(-1));
}

/** A field of text as a turn. */
function text(fields: JsonObject, key: string, role: Message['role'], trained: boolean): Turn {
  const value = fields[key];
  return {
    role,
    content: typeof value === 'string' ? value : '',
    trained,
    callsTools: false,
    path: [key],
    rolePath: [key],
    contentPath: [key],
  };
}

/** The system prompt that ShareGPT and Alpaca rows have beside their turns. */
function systemTurns(format: FormatId, fields: JsonObject): Turn[] {
  const isThere = format !== 'chat' && typeof fields['system'] === 'string' && fields['system'] !== '';
  return isThere ? [text(fields, 'system', 'system', false)] : [];
}

/** System, the history's pairs, and the instruction, which an input follows after an empty line. */
function alpacaPrompt(fields: JsonObject): Turn[] {
  const history = Array.isArray(fields['history']) ? fields['history'] : [];
  const instruction = text(fields, 'instruction', 'user', false);
  const input = fields['input'];
  return [
    ...systemTurns('alpaca', fields),
    ...history.flatMap((entry, i) => (Array.isArray(entry) ? historyTurns(entry, ['history', i]) : [])),
    { ...instruction, content: alpacaQuestion(instruction.content, typeof input === 'string' ? input : '') },
  ];
}

function historyTurns(entry: JsonValue[], path: Path): Turn[] {
  return entry.slice(0, 2).map((value, i): Turn => {
    const at = [...path, i];
    const content = typeof value === 'string' ? value : '';
    const role = i === 0 ? 'user' : 'assistant';
    return { role, content, trained: i === 1, callsTools: false, path: at, rolePath: at, contentPath: at };
  });
}

/** One side of a pair: a string, one turn, or a list of them. */
function side(fields: JsonObject, key: string, role: Message['role'], training: Training): Turn[] {
  const value = fields[key];
  if (value === undefined || value === null) return [];
  if (isJsonObject(value)) return [turn(value, [key], SHAREGPT_ROLES, training)];
  return textOrTurns(value, key, role, training);
}
