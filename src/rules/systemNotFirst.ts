/** system-not-first: a system message in the middle of a conversation. */
import type { Turn } from '../dataset/conversation.ts';
import { oneLine } from '../dataset/rawJson.ts';
import { removalOfItems } from './listEdits.ts';
import type { Fix, RowContext, Rule } from './rule.ts';

export const systemNotFirst: Rule = {
  code: 'system-not-first',
  severity: 'warning',
  title: 'A system message after the start',
  consequence: 'Many chat templates raise an error at it, or leave it out without a word.',
  fix: 'Move it to the start of the conversation.',
  bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "system", "content": "Be kind."}, {"role": "assistant", "content": "Hello!"}]}\n',
  good: '{"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
  row: (context) => {
    const turns = context.turns ?? [];
    const nFirst = turns.findIndex(({ role }) => role !== 'system');
    if (nFirst < 0) return [];
    return turns.slice(nFirst).flatMap((turn) =>
      turn.role === 'system'
        ? [
            {
              message: 'A system message after the start: many chat templates refuse it. Move it to the start.',
              place: context.at('value', turn.rolePath),
              fixes: fixesOf(turn, turns[nFirst]!, context),
            },
          ]
        : [],
    );
  },
};

/** Only within one list: a completion's system message belongs to another one. */
function fixesOf(turn: Turn, target: Turn, { row, at }: RowContext): Fix[] {
  if (turn.path[0] !== target.path[0] || turn.path.length !== 2) return [];
  const place = at('value', turn.path);
  const front = at('value', target.path).start;
  return [
    {
      title: 'Move it to the start',
      edits: [
        { place: { start: front, end: front }, text: `${oneLine(row.text.slice(place.start, place.end))}, ` },
        { place: removalOfItems(row.text, [place]), text: '' },
      ],
    },
  ];
}
