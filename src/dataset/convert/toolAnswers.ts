/** Answers of tools for a format without ids: there the order alone says which call each answers. */
import { rawString } from '../rawJson.ts';
import type { RawMessage } from './common.ts';
import type { Notes } from './losses.ts';
import { textOf, valueOf } from './texts.ts';

/** The answers after a message with calls, in the order of the calls that they name. */
export function inCallOrder(messages: readonly RawMessage[], notes: Notes): RawMessage[] {
  return groups(messages).flatMap(({ asking, answers }) => [
    ...(asking === undefined ? [] : [asking]),
    ...ordered(asking, answers, notes),
  ]);
}

function ordered(asking: RawMessage | undefined, answers: readonly RawMessage[], notes: Notes): readonly RawMessage[] {
  const named = answers.map(answeredId);
  // Without ids the order is all that there ever was.
  if (named.every((id) => id === undefined)) return answers;
  const asked = (asking?.calls ?? []).map(({ id }) => (id === undefined ? undefined : valueOf(id)));
  const places = named.map((id) => (id === undefined ? -1 : asked.indexOf(id)));
  const isOneEach = places.length === asked.length && new Set(places).size === places.length && !places.includes(-1);
  if (!isOneEach) notes.losses.add('tool-answers');
  return isOneEach ? asked.map((_, call) => answers[places.indexOf(call)]!) : answers;
}

function answeredId({ written }: RawMessage): string | undefined {
  const id = written?.members.findLast(({ key }) => key === 'tool_call_id')?.value;
  return id?.startsWith('"') === true ? valueOf(id) : undefined;
}

/** What LLaMA-Factory's own converter of OpenAI messages puts between them (src/llamafactory/data/converter.py). */
const BETWEEN = '\n</tool_response>\n<tool_response>\n';

/** Answers that follow each other, as one. */
export function joinedAnswers(messages: readonly RawMessage[], notes: Notes): RawMessage[] {
  return groups(messages).flatMap(({ asking, answers }) => {
    const before = asking === undefined ? [] : [asking];
    const [first] = answers;
    if (first === undefined || answers.length === 1) return [...before, ...answers];
    notes.losses.add('tool-answers-joined');
    const texts = answers.map((answer) => valueOf(textOf(answer, notes)));
    return [...before, { role: 'tool', content: rawString(texts.join(BETWEEN)), calls: [], rest: first.rest }];
  });
}

type Group = { asking: RawMessage | undefined; answers: RawMessage[] };

/** Each message that is no tool's, with the answers of tools that follow it. */
function groups(messages: readonly RawMessage[]): Group[] {
  const result: Group[] = [];
  for (const message of messages) {
    const last = result.at(-1);
    if (message.role !== 'tool') result.push({ asking: message, answers: [] });
    else if (last === undefined) result.push({ asking: undefined, answers: [message] });
    else last.answers.push(message);
  }
  return result;
}
