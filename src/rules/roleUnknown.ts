/** role-unknown: a message of somebody the format does not know. */
import { rolesOf } from '../dataset/conversation.ts';
import { closest } from '../common/spelling.ts';
import { quoted, type Fix, type Place, type Rule } from './rule.ts';

/** Names that other formats and tools use. */
const OTHER_NAMES: Record<string, string> = {
  human: 'user',
  gpt: 'assistant',
  bot: 'assistant',
  ai: 'assistant',
  model: 'assistant',
  chatgpt: 'assistant',
  function_call: 'assistant',
  observation: 'tool',
  ipython: 'tool',
};

export const roleUnknown: Rule = {
  code: 'role-unknown',
  severity: 'error',
  title: 'An unknown role',
  consequence: 'Chat templates raise an error at it or leave the message out.',
  fix: 'Use one of the roles of the format.',
  bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "asistant", "content": "Hello!"}]}\n',
  good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!"}]}\n',
  row: ({ row, turns, format, at }) => {
    if (format === 'unknown' || turns === undefined || row.value === undefined) return [];
    const roles = rolesOf(format);
    return turns.flatMap((turn) => {
      if (turn.role !== undefined) return [];
      const place = at('value', turn.rolePath);
      const written = row.text.slice(place.start, place.end);
      const name = written.replaceAll('"', '').toLowerCase();
      const meant = (Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined) ?? closest(name, roles);
      const next = meant === undefined ? `Roles are ${roles.join(', ')}.` : `Did you mean "${meant}"?`;
      return [
        {
          message: `${written.length > 40 ? quoted(name) : written} is no role of the format ${format}: chat templates fail on it. ${next}`,
          place,
          ...(meant === undefined ? {} : { fixes: [replacing(place, name, meant)] }),
        },
      ];
    });
  },
};

/** What these messages hold is written in another way where they are known by the other name. */
const OTHER_CONTENT = new Set(['function_call', 'observation', 'ipython']);

const replacing = (place: Place, name: string, meant: string): Fix => ({
  title: `Write "${meant}"`,
  ...(OTHER_CONTENT.has(name) ? {} : { isSafe: true }),
  edits: [{ place, text: JSON.stringify(meant) }],
});
