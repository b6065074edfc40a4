import { expect, test } from 'vitest';
import { checkFor } from '../../test/support/ruleTable.ts';

const row = (...messages: string[]): string =>
  `{"messages": [{"role": "user", "content": "Fly!"}, ${messages.join(', ')}]}\n`;
const call = (args: string): string =>
  `{"role": "assistant", "content": "", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "fly", "arguments": ${args}}}]}`;
const ANSWER = '{"role": "assistant", "content": "Up."}';
const USER = '{"role": "user", "content": "Down!"}';
const TOOL = '{"role": "tool", "tool_call_id": "c1", "content": "ok"}';

test.each([
  ['ends-with-user', row(ANSWER, USER)],
  ['tool-call-unpaired', row(call('"{}"'), ANSWER)],
  ['tool-arguments-invalid', row(call('"up"'), TOOL, ANSWER)],
])('%s is a warning, an error for OpenAI, and what the settings say in any case', (code, text) => {
  const severity = (options: Parameters<typeof checkFor>[2]): unknown =>
    checkFor(code, text, options).problems.map((problem) => problem.severity);
  expect(severity({})).toEqual(['warning']);
  expect(severity({ targets: ['mlx-lm'] })).toEqual(['warning']);
  expect(severity({ targets: ['mlx-lm', 'openai'] })).toEqual(['error']);
  expect(severity({ targets: ['openai'], rules: { [code]: 'information' } })).toEqual(['information']);
});

test('what a tool declares is no matter of OpenAI’s', () => {
  const tools =
    '"tools": [{"type": "function", "function": {"name": "fly", "parameters": {"type": "object", "properties": {}}}}]';
  const text = row(call('"{\\"a\\": 1}"'), TOOL, ANSWER).replace(/\}\n$/, `, ${tools}}\n`);
  const { problems } = checkFor('tool-arguments-invalid', text, { targets: ['openai'] });
  expect(problems.map(({ severity }) => severity)).toEqual(['warning']);
});
