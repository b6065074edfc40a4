/** The outline of a text. */
import { expect, test } from 'vitest';
import { openText } from '../../test/support/languageDocument.ts';
import { documentSymbols } from './documentSymbols.ts';

const outline = (text: string): string[] =>
  documentSymbols(openText(text).view()).flatMap(({ name, children = [] }) => [
    name,
    ...children.map(
      (child) => `- ${child.name}: ${child.detail ?? ''} @${child.range.start.line}:${child.range.start.character}`,
    ),
  ]);

test('rows by number and first words, messages below them', () => {
  expect(
    outline(
      '{"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello\\nthere"}]}\n\n' +
        '{"messages": [{"role": "user", "content": "Second?"}, {"role": "assistant", "content": "Yes."}]}\n{"broken',
    ),
  ).toEqual([
    '1  Hello there',
    '- system: Be kind. @0:14',
    '- user: Hello there @0:57',
    '3  Second?',
    '- user: Second? @2:14',
    '- assistant: Yes. @2:54',
    '4  {"broken',
  ]);
});

test('fields of rows without messages, and the elements of an array', () => {
  expect(outline('[\n  {"instruction": "Do.", "output": "Done."}\n]')).toEqual([
    '1  Do.',
    '- instruction: Do. @1:18',
    '- output: Done. @1:35',
  ]);
});

test('a large file ends with what is left out', () => {
  const symbols = documentSymbols(openText('{"text": "a"}\n'.repeat(6000)).view());
  expect(symbols).toHaveLength(5001);
  expect(symbols.at(-1)).toMatchObject({
    name: '1,001 more rows: use "Go to Row"',
    range: { start: { line: 5000, character: 0 }, end: { line: 6000, character: 0 } },
  });
});
