/** zero-signal: assistant messages are there, but none with text is trained. */
import type { Rule } from './rule.ts';

export const zeroSignal: Rule = {
  code: 'zero-signal',
  severity: 'error',
  title: 'A row that trains nothing',
  consequence: 'The row costs time and moves no weight; a file of such rows trains without an effect.',
  fix: 'Give one assistant message text and a weight other than 0, or remove the row.',
  bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!", "weight": 0}]}\n',
  good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!", "weight": 1}]}\n',
  row: ({ turns, at }) => {
    const first = turns?.find(({ role }) => role === 'assistant');
    if (turns === undefined || first === undefined) return [];
    if (turns.some((turn) => turn.role === undefined || (turn.trained && turn.content.trim() !== ''))) return [];
    return [
      {
        message:
          'No assistant message with text is trained, so the row trains nothing. Set a weight other than 0, write the answer, or remove the row.',
        place: at('key', first.path.slice(0, 1)),
      },
    ];
  },
};
