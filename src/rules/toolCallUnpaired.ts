/** tool-call-unpaired: a tool's answer without a call, or a call that nobody answers although the conversation goes on. */
import { isJsonObject } from '../common/json.ts';
import type { Turn } from '../dataset/conversation.ts';
import { toolCallsOf, type ToolCall } from '../dataset/toolCalls.ts';
import { valueAt } from './locate.ts';
import { quoted, type Finding, type RowContext, type Rule } from './rule.ts';

export const toolCallUnpaired: Rule = {
  code: 'tool-call-unpaired',
  severity: 'warning',
  title: 'A tool call without its answer, or an answer without its call',
  consequence:
    'OpenAI refuses the row (for that target it is an error), chat templates may raise an error, and the model learns to talk as if a tool had answered.',
  fix: 'Put each answer directly after the message with the call, with the id of the call.',
  bad: '{"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "call_2", "content": "Sunny"}, {"role": "assistant", "content": "It is sunny."}]}\n',
  good: '{"messages": [{"role": "user", "content": "Weather?"}, {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "call_1", "content": "Sunny"}, {"role": "assistant", "content": "It is sunny."}]}\n',
  source: 'https://platform.openai.com/docs/guides/function-calling',
  row: (context) => {
    const { turns } = context;
    return turns?.some(({ role, callsTools }) => role === 'tool' || callsTools) === true
      ? unpaired(turns, context).map((finding) => ({ ...finding, refusedBy: ['openai'] }))
      : [];
  },
};

function unpaired(turns: readonly Turn[], { format, fields, at }: RowContext): Finding[] {
  const found: Finding[] = [];
  let waiting: ToolCall[] = [];
  const answered = new Set<string>();
  // Some datasets write calls as text of the message: what is called there cannot be told.
  let mayCallInText = false;
  // In ShareGPT one observation may hold the answers to several calls: LLaMA-Factory's turns alternate.
  let mayAnswerAll = false;
  for (const turn of turns) {
    const message = fields === undefined ? undefined : valueAt(fields, turn.path);
    if (!isJsonObject(message) || turn.role === 'system') continue;
    if (turn.role === undefined) return found;
    if (turn.role === 'tool') {
      const { tool_call_id: id, name } = message;
      const call = callFor(waiting, id, name);
      if (call !== undefined) {
        waiting = waiting.filter((other) => other !== call);
        if (call.id !== undefined) answered.add(call.id);
        mayAnswerAll = format === 'sharegpt' && call.id === undefined;
      } else if (!mayCallInText) found.push(withoutCall(turn, id, answered, waiting, at));
      else waiting = [];
      continue;
    }
    const calls = turn.role === 'assistant' ? toolCallsOf(turn, message) : [];
    // In ShareGPT a message holds one call: calls in a row wait together.
    if (format !== 'sharegpt' || calls.length === 0) {
      if (!mayAnswerAll) for (const call of waiting) found.push(withoutAnswer(call, at));
      waiting = [];
      mayAnswerAll = false;
    }
    for (const finding of sameIds(calls, at)) found.push(finding);
    waiting = waiting.length === 0 ? calls : waiting.concat(calls);
    mayCallInText = turn.role === 'assistant' && calls.length === 0 && /[{<[]/.test(turn.content);
  }
  return found;
}

/** The call with the id; without ids the one with the name, or the next in order. */
function callFor(waiting: readonly ToolCall[], id: unknown, name: unknown): ToolCall | undefined {
  if (typeof id === 'string') {
    const call = waiting.find((other) => other.id === id);
    if (call !== undefined || waiting.some((other) => other.id !== undefined)) return call;
  }
  return waiting.find((other) => other.name === name) ?? waiting[0];
}

function withoutCall(
  { path, rolePath }: Turn,
  id: unknown,
  answered: ReadonlySet<string>,
  waiting: readonly ToolCall[],
  at: RowContext['at'],
): Finding {
  if (typeof id !== 'string')
    return {
      message: 'A tool answers, but no call waits for it: put the assistant message with the call before.',
      place: at('value', rolePath),
    };
  const ids = waiting.flatMap((call) => (call.id === undefined ? [] : [quoted(call.id)]));
  const next = ids.length === 0 ? 'No call waits here for an answer.' : `Waiting: ${ids.slice(0, 5).join(', ')}.`;
  return {
    message: answered.has(id)
      ? `The call ${quoted(id)} has an answer already: trainers that pair them refuse a second one. ${next}`
      : `No call before this message has the id ${quoted(id)}, so trainers that pair them refuse the row. ${next}`,
    place: at('value', [...path, 'tool_call_id']),
  };
}

const withoutAnswer = ({ name, path }: ToolCall, at: RowContext['at']): Finding => ({
  message: `No tool message answers this call of ${quoted(name)}, but the conversation goes on: the model learns to make up what tools say. Add the answer after it.`,
  place: at('value', path),
});

function sameIds(calls: readonly ToolCall[], at: RowContext['at']): Finding[] {
  const firsts = new Map<string, ToolCall>();
  return calls.flatMap((call) => {
    const first = call.id === undefined ? undefined : firsts.get(call.id);
    if (first === undefined && call.id !== undefined) firsts.set(call.id, call);
    return first === undefined
      ? []
      : [
          {
            message: `Two calls of one message have the id ${quoted(call.id)}: their answers cannot be told apart. Give each an id of its own.`,
            place: at('value', [...call.path, 'id']),
            related: [{ place: at('value', [...first.path, 'id']), message: 'The first one.' }],
          },
        ];
  });
}
