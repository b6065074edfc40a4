import { expect, test } from 'vitest';
import type { JsonObject } from '../common/json.ts';
import { readDatasetText } from '../dataset/read.ts';
import { checkDataset } from './check.ts';

/** code at the text that is marked. */
function check(row: JsonObject, expected: string[]): void {
  const text = JSON.stringify(row);
  const { problems } = checkDataset(readDatasetText(text, 'x.jsonl'));
  expect(problems.map(({ code, range }) => `${code} ${text.slice(range.startColumn, range.endColumn)}`)).toEqual(
    expected,
  );
}

const user = { role: 'user', content: 'Hi.' };
const answer = (content: string): JsonObject[] => [{ role: 'assistant', content }];

test('both answers of a pair are looked at, and their prompt once', () => {
  check({ prompt: [user], chosen: answer('Hello!'), rejected: answer('What?') }, []);
  check({ prompt: [user, user], chosen: answer('Hello!'), rejected: answer('What?') }, ['role-order "user"']);
  check({ prompt: [user], chosen: answer('Hello!'), rejected: [{ role: 'bot', content: 'What?' }] }, [
    'role-unknown "bot"',
  ]);
  check({ prompt: 'Hi.', chosen: '', rejected: 'What?' }, ['zero-signal "chosen"', 'empty-output ""']);
});

test('turns beside the answers, and labelled answers', () => {
  const turns = {
    conversations: [{ from: 'human', value: '' }],
    chosen: { from: 'gpt', value: 'a' },
    rejected: { from: 'gpt', value: 'b' },
  };
  check(turns, ['empty-prompt ""']);
  check({ messages: [{ role: 'system', content: 's' }, user, ...answer('a')], label: true }, []);
  check({ messages: [user, { role: 'assistant', content: 'a', weight: 0.5 }], label: true }, ['weight-invalid 0.5']);
});
