/** The texts that an expanding selection takes, from the marked place on. */
import { expect, test } from 'vitest';
import type { SelectionRange } from 'vscode-languageserver/node';
import { marked } from '../../test/support/languageDocument.ts';
import { selectionRangeAt } from './selectionRanges.ts';

function selected(text: string): string[] {
  const { document, place } = marked(text);
  const line = text.replace('|', '').split('\n')[place.line]!;
  const texts: string[] = [];
  for (let at: SelectionRange | undefined = selectionRangeAt(document, place); at !== undefined; at = at.parent)
    texts.push(line.slice(at.range.start.character, at.range.end.character));
  return texts;
}

test('value, string, pair, object, list, row', () => {
  expect(selected('\n {"messages": [{"role": "us|er"}]}')).toEqual([
    'user',
    '"user"',
    '"role": "user"',
    '{"role": "user"}',
    '[{"role": "user"}]',
    '"messages": [{"role": "user"}]',
    '{"messages": [{"role": "user"}]}',
  ]);
});

test('a broken row is taken as a whole', () => {
  expect(selected('{"text": "a|')).toEqual(['{"text": "a']);
});
