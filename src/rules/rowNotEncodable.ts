/** row-not-encodable: the base model's template or tokenizer cannot take the row. */
import { wholePlace } from './locate.ts';
import type { Rule } from './rule.ts';

export const rowNotEncodable: Rule = {
  code: 'row-not-encodable',
  severity: 'error',
  title: 'The base model cannot take the row',
  consequence:
    'The chat template refuses the conversation, or the tokenizer has no token for some of its text: the row is left out of training.',
  fix: 'Do as the message says, or choose another base model.',
  bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "user", "content": "Hello?"}, {"role": "assistant", "content": "Hello!"}]}\n',
  good: '{"messages": [{"role": "user", "content": "Hi. Hello?"}, {"role": "assistant", "content": "Hello!"}]}\n',
  needsTokens: true,
  tokens: ({ tokens, row }) =>
    'failure' in tokens
      ? [
          {
            message: `${tokens.failure.message} The row is left out of training. ${tokens.failure.next}`,
            place: wholePlace(row.text),
          },
        ]
      : [],
};
