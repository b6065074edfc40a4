import { expect, test } from 'vitest';
import type { JsonObject } from '../common/json.ts';
import type { FormatId } from './formats.ts';
import { rowSizes } from './rowSizes.ts';

test.each<[FormatId, JsonObject, number, number]>([
  ['alpaca', { system: 's', instruction: 'four', input: 'in', output: 'answer', history: [['a', 'bc']] }, 10, 6],
  ['completion', { prompt: 'ab', completion: [{ role: 'assistant', content: 'cde' }] }, 2, 3],
  ['text', { text: 'abc' }, 0, 3],
  [
    'chat',
    {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'hi' }] },
        { role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: '{"a":1}' } }] },
        { role: 'tool', content: 'xyz' },
        { role: 'assistant', content: 'done', refusal: 'no' },
      ],
    },
    5,
    14,
  ],
  [
    'sharegpt',
    {
      conversations: [
        { from: 'human', value: 'hi' },
        { from: 'gpt', value: 'hey' },
      ],
      system: 's',
    },
    3,
    3,
  ],
  ['preference', { prompt: 'ab', chosen: { role: 'assistant', content: 'yes' }, rejected: 'no' }, 2, 3],
  [
    'preference',
    {
      input: { messages: [{ role: 'user', content: 'q' }] },
      preferred_output: [{ role: 'assistant', content: 'ok' }],
      non_preferred_output: [],
    },
    1,
    2,
  ],
  ['kto', { prompt: 'q', completion: 'abcd', label: true }, 1, 4],
  ['kto', { instruction: 'q', input: '', output: 'abcd', kto_tag: false }, 1, 4],
])('%s', (format, fields, nPromptCharacters, nAnswerCharacters) => {
  expect(rowSizes(format, fields)).toEqual({ nPromptCharacters, nAnswerCharacters });
});
