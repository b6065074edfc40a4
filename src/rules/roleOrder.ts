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
  row: ({ turns, at }) =>
    (turns ?? []).flatMap((turn, i) => {
      const message = complaint(turns?.[i - 1], turn);
      return message === undefined ? [] : [{ message, place: at('value', turn.rolePath) }];
    }),
};

function complaint(before: Turn | undefined, turn: Turn): string | undefined {
  const isFirst = before === undefined || before.role === 'system';
  switch (turn.role) {
    case 'user':
      return before?.role === 'user'
        ? 'Two user messages in a row: many chat templates refuse that. Join them, or put the answer between.'
        : undefined;
    case 'assistant':
      if (isFirst)
        return 'The assistant speaks before any user: many chat templates refuse that. Start with a user message.';
      return before.role === 'assistant' && !before.callsTools && !turn.callsTools
        ? 'Two assistant messages in a row: many chat templates refuse that. Join them, or put the user message between.'
        : undefined;
    case 'tool':
      return before?.role === 'assistant' || before?.role === 'tool'
        ? undefined
        : 'A tool answers, but nothing was asked of it: put the assistant message with the call before.';
    case 'system':
      return before === undefined || before.role === 'system'
        ? undefined
        : 'A system message after the start: many chat templates refuse it. Put it first.';
    case undefined:
      return undefined;
  }
}
