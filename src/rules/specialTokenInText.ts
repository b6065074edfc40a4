/** special-token-in-text: somebody wrote what only a chat template should. */
import { quoted, type Rule } from './rule.ts';

export const specialTokenInText: Rule = {
  code: 'special-token-in-text',
  severity: 'warning',
  title: 'A special token is written in a text',
  consequence:
    'Here it is trained as plain text. Other trainers make it the special token: it ends the turn in the middle, or the row.',
  fix: 'Take it out: the chat template writes such tokens by itself.',
  bad: '{"instruction": "Say hello.", "output": "Hello!<|endoftext|>"}\n',
  good: '{"instruction": "Say hello.", "output": "Hello!"}\n',
  needsTokens: true,
  tokens: ({ tokens, answer, placeOf }) =>
    'facts' in tokens
      ? tokens.facts.specialTokens.map(({ content, part, start, end }) => {
          const place = placeOf(part, start, end);
          return {
            message: `${quoted(content)} is a special token of the base model: here it is trained as plain text, other trainers end the turn at it. Take it out; the template writes such tokens itself.`,
            place: place ?? answer,
            ...(place === undefined
              ? {}
              : { fixes: [{ title: 'Remove the special token', edits: [{ place, text: '' }] }] }),
          };
        })
      : [],
};
