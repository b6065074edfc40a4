import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editJsonString } from './stringEdit.ts';
import { stringPlaces } from './stringPlaces.ts';

/** The literal after the edit. */
function edited(literal: string, value: string): string {
  const edit = editJsonString(literal, value);
  return edit === undefined ? literal : literal.slice(0, edit.start) + edit.text + literal.slice(edit.end);
}

test.each([
  // An edit at the end leaves the escapes before it as they are.
  ['"caf\\u00e9 \\/ a"', 'café / ab', '"caf\\u00e9 \\/ ab"'],
  ['"one\\ntwo"', 'one\ntwo\nthree', '"one\\ntwo\\nthree"'],
  ['"\\u0041b\\u0043"', 'AxC', '"\\u0041x\\u0043"'],
  // A file in which all but ASCII is escaped stays one.
  ['"\\u00e9"', 'é😀', '"\\u00e9\\ud83d\\ude00"'],
  ['"\\u0022 é"', '" éß', '"\\u0022 éß"'],
  // A pair is never divided, neither where it stands nor where it comes about.
  ['"😀"', '😁', '"😁"'],
  ['"a\\ud83d"', 'a😀', '"a\\ud83d\\ude00"'],
  ['"\\uD83D x"', '\ud83d y', '"\\uD83D y"'],
  ['"a"', 'a\u2028', '"a\\u2028"'],
  ['""', 'a"b\\c', '"a\\"b\\\\c"'],
  ['"aaa"', 'aa', '"aa"'],
  ['"same\\u002e"', 'same.', '"same\\u002e"'],
])('%s becomes %j as %s', (literal, value, expected) => {
  expect(edited(literal, value)).toBe(expected);
});

/** One unit of a value in one of the ways to write it. */
const unit = fc.oneof(
  fc.constantFrom('a', 'b', ' ', '\\n', '\\"', '\\\\', '\\/', '\\t', 'é', '漢', '😀', '\\ud83d', '\\uDE00', '\\u0041'),
  fc.integer({ min: 0, max: 0xffff }).map((code) => `\\u${code.toString(16).padStart(4, '0')}`),
);
const literals = fc.array(unit, { maxLength: 12 }).map((units) => `"${units.join('')}"`);
const values = fc.array(fc.oneof(fc.constantFrom('a', 'b', '\n', '"', '\ud83d', '\ude00', 'é'), fc.string()), {
  maxLength: 8,
});

test('the edited literal says the new text, and what stays is as it was written', () => {
  fc.assert(
    fc.property(literals, values, fc.nat(), fc.nat(), (literal, inserted, from, to) => {
      const before = JSON.parse(literal) as string;
      const [start, end] = [from % (before.length + 1), to % (before.length + 1)].sort((a, b) => a - b);
      const value = before.slice(0, start) + inserted.join('') + before.slice(end);
      const edit = editJsonString(literal, value);
      expect(JSON.parse(edited(literal, value))).toBe(value);
      if (edit === undefined) return;
      // The change is no larger than what was replaced, but for the other half of a pair on each side. Where it stands may
      // differ: a second "a" behind an "a" is the same as one before it.
      const { starts } = stringPlaces(literal, 0)!;
      expect(starts.indexOf(edit.end) - starts.indexOf(edit.start)).toBeLessThanOrEqual(end! - start! + 2);
    }),
    { numRuns: 2000 },
  );
});
