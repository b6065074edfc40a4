/** ends-with-user: messages after the last answer. */
import type { Finding, RowContext, Rule } from './rule.ts';
import { removalOfItems } from './listEdits.ts';

export const endsWithUser: Rule = {
  code: 'ends-with-user',
  severity: 'warning',
  title: 'The conversation ends without an answer',
  consequence:
    'Nothing after the last assistant message is trained. OpenAI refuses such a row (for that target it is an error), LLaMA-Factory leaves it out, others spend tokens on it for nothing.',
  fix: 'Add the answer, or remove the messages after the last one.',
  bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "Bye."}]}\n',
  good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
  row: (context) => {
    const { turns, at } = context;
    const last = turns?.at(-1);
    // Without any answer it is no-assistant or zero-signal. Roles that are not known may be the assistant's.
    if (turns === undefined || last?.role === undefined || last.role === 'assistant') return [];
    if (turns.some(({ role }) => role === undefined) || !turns.some(({ trained }) => trained)) return [];
    const message =
      last.role === 'user'
        ? 'The conversation ends with the user: nothing after the last answer is trained, and some trainers leave the row out. Add the answer, or remove this message.'
        : `The conversation ends with a ${last.role} message: nothing after the last answer is trained. Add the answer, or remove this message.`;
    return [{ refusedBy: ['openai'], message, place: at('value', last.rolePath), fixes: fixesOf(context) }];
  },
};

function fixesOf({ row, turns, at }: RowContext): NonNullable<Finding['fixes']> {
  const nAfter = (turns ?? []).length - 1 - (turns ?? []).findLastIndex(({ role }) => role === 'assistant');
  const removed = (turns ?? []).slice(-nAfter);
  return [
    {
      title: nAfter === 1 ? 'Remove the message after the last answer' : 'Remove the messages after the last answer',
      edits: [
        {
          place: removalOfItems(
            row.text,
            removed.map(({ path }) => at('value', path)),
          ),
          text: '',
        },
      ],
    },
  ];
}
