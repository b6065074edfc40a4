/** role-order: speakers in an order that chat templates refuse or that no chat has. */
import type { Turn } from '../dataset/conversation.ts';
import type { Rule } from './rule.ts';

export const roleOrder: Rule = {
  code: 'role-order',
  severity: 'warning',
  title: 'Messages in an unusual order',
  consequence:
    'Many chat templates raise an error unless user and assistant take turns; others teach an order that never comes in use.',
  fix: 'Let a user message come first, after an optional system message, and user and assistant take turns.',
  bad: '{"messages": [{"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hi!"}]}\n',
  good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
  row: ({ turns, at }) => {
    // System messages are system-not-first's, tools tool-call-unpaired's.
    const speakers = (turns ?? []).filter(({ role }) => role !== 'system');
    return speakers.flatMap((turn, i) => {
      const message = complaint(speakers[i - 1], turn);
      return message === undefined ? [] : [{ message, place: at('value', turn.rolePath) }];
    });
  },
};

function complaint(before: Turn | undefined, turn: Turn): string | undefined {
  if (turn.role === 'user' && before?.role === 'user')
    return 'Two user messages in a row: many chat templates refuse that. Join them, or put the answer between.';
  if (turn.role !== 'assistant') return undefined;
  // An answer that is a text by itself may hold its prompt, as in pairs of whole transcripts.
  if (before === undefined && turn.path.length === 1) return undefined;
  if (before === undefined)
    return 'The assistant speaks before any user: many chat templates refuse that. Start with a user message.';
  return before.role === 'assistant' && !before.callsTools && !turn.callsTools
    ? 'Two assistant messages in a row: many chat templates refuse that. Join them, or put the user message between.'
    : undefined;
}
