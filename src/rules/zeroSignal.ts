/** zero-signal: assistant messages are there, but none with text is trained. */
import { isBlankText } from '../common/blankText.ts';
import { WEIGHT_KEYS } from '../dataset/conversation.ts';
import { nodeAt } from './locate.ts';
import { nameOf } from './memberEdits.ts';
import { removeThisRow, type Fix, type RowContext, type Rule } from './rule.ts';

export const zeroSignal: Rule = {
  code: 'zero-signal',
  severity: 'error',
  title: 'A row that trains nothing',
  consequence: 'The row costs time and moves no weight; a file of such rows trains without an effect.',
  fix: 'Give one assistant message text and a weight other than 0, or remove the row.',
  bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!", "weight": 0}]}\n',
  good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!", "weight": 1}]}\n',
  row: (context) => {
    const { turns, at } = context;
    const first = turns?.find(({ role }) => role === 'assistant');
    if (turns === undefined || first === undefined) return [];
    if (turns.some((turn) => turn.role === undefined || (turn.trained && !isBlankText(turn.content)))) return [];
    return [
      {
        message:
          'No assistant message with text is trained, so the row trains nothing. Set a weight other than 0, write the answer, or remove the row.',
        place: at('key', first.path.slice(0, 1)),
        fixes: () => [...training(context), removeThisRow],
      },
    ];
  },
  tokens: ({ tokens, answer }) =>
    'facts' in tokens && tokens.facts.zeroSignal !== undefined
      ? [{ message: `${tokens.facts.zeroSignal} Shorten the row, or raise the maximum length.`, place: answer }]
      : [],
};

/** The last answer with text is trained on, where it was a weight that kept it out. */
function training({ turns, row, columns }: RowContext): Fix[] {
  const answer = turns?.findLast(({ role, content }) => role === 'assistant' && !isBlankText(content));
  const members = answer === undefined ? [] : (nodeAt(row, columns, answer.path)?.children ?? []);
  const edits = members.flatMap((member) => {
    const value = member.children?.[1];
    if (value === undefined || !WEIGHT_KEYS.includes(nameOf(member)) || (value.value !== 0 && value.value !== false))
      return [];
    const place = { start: value.offset, end: value.offset + value.length };
    return [{ place, text: value.type === 'boolean' ? 'true' : '1' }];
  });
  return edits.length === 0 ? [] : [{ title: 'Train on the last answer', edits }];
}
