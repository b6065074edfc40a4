import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineEdit } from './lineEdit.ts';

test.each([
  ['a\nb\nc\n', 'a\nc\n', { start: 2, end: 4, text: '' }],
  ['a\nb\nc', 'a\nb', { start: 2, end: 5, text: 'b' }],
  ['a\r\nb\r\n', 'b\r\na\r\n', { start: 0, end: 6, text: 'b\r\na\r\n' }],
  ['a\n', 'a\n', undefined],
])('%j to %j', (before, after, edit) => {
  expect(lineEdit(before, after)).toEqual(edit);
});

test('the edit gives the text after, and cuts no line', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', '\n', '\r\n', '😀'), { maxLength: 12 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edit = lineEdit(before, after);
      expect(edit === undefined).toBe(before === after);
      if (edit === undefined) return;
      expect(before.slice(0, edit.start) + edit.text + before.slice(edit.end)).toBe(after);
      for (const place of [edit.start, edit.end])
        expect(place === 0 || place === before.length || before[place - 1] === '\n').toBe(true);
    }),
  );
});
