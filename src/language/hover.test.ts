/** What is shown at a marked place. */
import { expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver/node';
import { marked } from '../../test/support/languageDocument.ts';
import { hoverAt } from './hover.ts';
import type { RowTokens } from './rowTokens.ts';

async function shown(text: string, tokens?: RowTokens): Promise<string | undefined> {
  const { document, place } = marked(text);
  const hover = await hoverAt(document, place, () => Promise.resolve(tokens));
  return hover === undefined ? undefined : (hover.contents as MarkupContent).value;
}

test('a key: its type and what it is for', async () => {
  expect(await shown('{"instruction": "a", "|output": "b"}')).toBe(
    '**output** · string · required\n\nThe answer that the model learns to give. Every token of it is trained.',
  );
  expect(
    await shown('{"messages": [{"role": "user", "content": "q"}, {"ro|le": "assistant", "content": "a"}]}'),
  ).toMatch(/^\*\*role\*\* · string · required\n\nWho speaks/);
  expect(await shown('{"instruction": "a", "output": "b", "i|d": 4}')).toMatch(/no such field/);
  expect(await shown('|{"instruction": "a", "output": "b"}')).toMatch(/^Row 1/);
});

test('a value: the conversation, its length, and what the base model makes of it', async () => {
  const row = '{"messages": [{"role": "user", "content": "Say *hi*\\nnow"}, {"role": "assistant", "content": "|Hi"}]}';
  const tokens = { base: 'tiny', nTokens: 1200, nTrained: 4, nCut: 0 };
  expect(await shown(row, tokens)).toBe(
    'Row 1 · chat · 14 characters · 1,200 tokens, 4 trained (tiny)\n\n---\n\n' +
      '**user** · context\n\nSay \\*hi\\*  \nnow\n\n---\n\n**assistant** · trained\n\nHi',
  );
});

test('text of a dataset cannot bring in links, pictures or HTML', async () => {
  const words = await shown('{"text": "![x](https://example.com/a.png) <img src=x> [l](command:x)|"}');
  expect(words).not.toMatch(/(?<!\\)[[\]<>()!]/);
});

test('long rows are cut, and it says so', async () => {
  const turns = Array.from(
    { length: 30 },
    (_, i) => `{"role": "${i % 2 === 0 ? 'user' : 'assistant'}", "content": "t${i}"}`,
  );
  const words = await shown(`{"messages": [${turns.join(', ').replace('t20', 't2|0')}]}`);
  expect(words).toMatch(/\*18 earlier messages\*/);
  expect(words).toContain('t20');
  expect(await shown(`{"text": "|${'x'.repeat(2000)}"}`)).toMatch(/\*800 more characters\*$/);
});

test('nothing where nothing can be said', async () => {
  expect(await shown('|')).toBeUndefined();
  expect(await shown('{"text": "a|')).toBeUndefined();
  expect(await shown('[[[[|')).toBeUndefined();
});
