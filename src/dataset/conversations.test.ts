import { expect, test } from 'vitest';
import type { JsonObject } from '../common/json.ts';
import { conversationsOf } from './conversations.ts';
import type { FormatId } from './formats.ts';

/** label: role>content, a star where trained, joined; `/` where the prompt ends. */
function check(format: FormatId, row: JsonObject, expected: string[]): void {
  const found = conversationsOf(format, row).map(({ label, turns, nPrompt }) => {
    const words = turns.map(({ role, content, trained }) => `${role ?? '?'}>${content}${trained ? '*' : ''}`);
    return `${label}: ${words.slice(0, nPrompt).join(' ')}/ ${words.slice(nPrompt).join(' ')}`;
  });
  expect(found).toEqual(expected);
}

const user = (content: string): JsonObject => ({ role: 'user', content });
const assistant = (content: string): JsonObject => ({ role: 'assistant', content });

test('formats for training have one', () => {
  check('chat', { messages: [user('u'), assistant('a')] }, ['conversation: / user>u assistant>a*']);
  check(
    'sharegpt',
    {
      system: 's',
      conversations: [
        { from: 'human', value: 'h' },
        { from: 'gpt', value: 'g' },
      ],
    },
    ['conversation: / system>s user>h assistant>g*'],
  );
  check('alpaca', { instruction: 'i', input: 'n', output: 'o', history: [['u', 'a']] }, [
    'conversation: / user>u assistant>a* user>i\n\nn assistant>o*',
  ]);
  check('completion', { prompt: 'p', completion: 'c' }, ['conversation: user>p/ assistant>c*']);
  check('text', { text: 't' }, []);
});

test('preference rows have two with one prompt, in each shape', () => {
  check('preference', { prompt: 'p', chosen: 'c', rejected: 'r' }, [
    'chosen: user>p/ assistant>c*',
    'rejected: user>p/ assistant>r*',
  ]);
  const lists = {
    prompt: [user('p'), assistant('x'), user('q')],
    chosen: [assistant('c')],
    rejected: [assistant('r')],
  };
  check('preference', lists, [
    'chosen: user>p assistant>x user>q/ assistant>c*',
    'rejected: user>p assistant>x user>q/ assistant>r*',
  ]);
  check('preference', { chosen: [user('p'), assistant('c')], rejected: [user('p'), assistant('r')] }, [
    'chosen: user>p/ assistant>c*',
    'rejected: user>p/ assistant>r*',
  ]);
  const openai = {
    input: { messages: [user('p')] },
    preferred_output: [assistant('c')],
    non_preferred_output: [assistant('r')],
  };
  check('preference', openai, ['chosen: user>p/ assistant>c*', 'rejected: user>p/ assistant>r*']);
  const turns = {
    conversations: [{ from: 'human', value: 'p' }],
    chosen: { from: 'gpt', value: 'c' },
    rejected: { from: 'gpt', value: 'r' },
  };
  check('preference', turns, ['chosen: user>p/ assistant>c*', 'rejected: user>p/ assistant>r*']);
  check('preference', { instruction: 'i', input: 'n', chosen: 'c', rejected: 'r' }, [
    'chosen: user>i\n\nn/ assistant>c*',
    'rejected: user>i\n\nn/ assistant>r*',
  ]);
});

test('kto rows have one with a label', () => {
  check('kto', { prompt: 'p', completion: 'c', label: false }, ['undesirable: user>p/ assistant>c*']);
  check('kto', { messages: [user('p'), assistant('x'), user('q'), assistant('c')], label: true }, [
    'desirable: user>p assistant>x user>q/ assistant>c*',
  ]);
  check(
    'kto',
    {
      conversations: [
        { from: 'human', value: 'p' },
        { from: 'gpt', value: 'c' },
      ],
      kto_tag: true,
    },
    ['desirable: user>p/ assistant>c*'],
  );
  check('kto', { system: 's', history: [['a', 'b']], instruction: 'i', input: 'n', output: 'o', kto_tag: false }, [
    'undesirable: system>s user>a assistant>b user>i\n\nn/ assistant>o*',
  ]);
});

test('places are those of the fields', () => {
  const [chosen, rejected] = conversationsOf('preference', {
    conversations: [{ from: 'human', value: 'p' }],
    chosen: { from: 'gpt', value: 'c' },
    rejected: { from: 'gpt', value: 'r' },
  });
  expect(chosen?.turns.map(({ contentPath }) => contentPath)).toEqual([
    ['conversations', 0, 'value'],
    ['chosen', 'value'],
  ]);
  expect(rejected?.turns.at(-1)?.rolePath).toEqual(['rejected', 'from']);
});
