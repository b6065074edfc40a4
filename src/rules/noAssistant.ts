/** no-assistant: a conversation in which nobody answers. */
import { removeThisRow, type Rule } from './rule.ts';

export const noAssistant: Rule = {
  code: 'no-assistant',
  severity: 'error',
  title: 'No assistant message',
  consequence: 'The loss counts assistant messages only: the row trains nothing.',
  fix: 'Add the answer as an assistant message, or remove the row.',
  bad: '{"messages": [{"role": "user", "content": "Hi."}]}\n',
  good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
  row: ({ turns, at }) => {
    const first = turns?.[0];
    // A role that is not known may be the assistant's.
    if (turns === undefined || turns.some(({ role }) => role === undefined || role === 'assistant')) return [];
    return [
      {
        message: "No message is the assistant's, so the row trains nothing. Add the answer, or remove the row.",
        // Only a completion may be two empty lists.
        place: at('key', first?.path.slice(0, 1) ?? ['completion']),
        fixes: [removeThisRow],
      },
    ];
  },
};
