/** Lines of a document under edits, against the text that a client has. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines } from '../../src/dataset/lines.ts';
import { TextLines } from '../../src/processes/languageServer/textLines.ts';

type Place = { line: number; character: number };

/** The offset of a place, by the protocol's own rules for line ends. */
function offsetOf(text: string, { line, character }: Place): number {
  const ends = [...text.matchAll(/\r\n|\n|\r/g)];
  const start = line === 0 ? 0 : ends[line - 1]!.index + ends[line - 1]![0].length;
  return start + character;
}

function edited(text: string, start: Place, end: Place, added: string): { lines: string[]; text: string } {
  const lines = new TextLines(text);
  const { start: first, nRemoved, nAdded } = lines.apply({ range: { start, end }, text: added });
  const result = text.slice(0, offsetOf(text, start)) + added + text.slice(offsetOf(text, end));
  // What is said to have changed is all that did.
  const before = splitLines(text);
  expect([
    ...before.slice(0, first),
    ...lines.lines.slice(first, first + nAdded),
    ...before.slice(first + nRemoved),
  ]).toEqual(lines.lines);
  return { lines: lines.lines, text: result };
}

test.each([
  ['a carriage return before a line feed', 'a\nb', [0, 1], [0, 1], '\r'],
  ['a line feed behind a carriage return', 'a\rb', [1, 0], [1, 0], '\n'],
  ['what stood between them goes', 'a\rx\nb', [1, 0], [1, 1], ''],
  ['one is put between them', 'a\r\nb', [0, 1], [1, 0], '\rx\n'],
  ['the last line', 'a\nb', [1, 1], [1, 1], '\r'],
] as const)('%s', (_name, text, start, end, added) => {
  const place = ([line, character]: readonly [number, number]): Place => ({ line, character });
  const { lines, text: result } = edited(text, place(start), place(end), added);
  expect(lines).toEqual(splitLines(result));
});

test('random edits', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\r\n'), maxLength: 8 });
  fc.assert(
    fc.property(
      piece,
      fc.array(fc.tuple(fc.nat(), fc.nat(), piece), { minLength: 1, maxLength: 8 }),
      (first, edits) => {
        let text: string = first;
        const lines = new TextLines(text);
        for (const [a, b, added] of edits) {
          const [from, to] = [a, b]
            .map((n) => placeIn(lines.lines, n))
            .sort((x, y) => x.line - y.line || x.character - y.character);
          lines.apply({ range: { start: from!, end: to! }, text: added });
          text = text.slice(0, offsetOf(text, from!)) + added + text.slice(offsetOf(text, to!));
          expect(lines.lines).toEqual(splitLines(text));
        }
      },
    ),
  );
});

function placeIn(lines: readonly string[], n: number): Place {
  const line = n % lines.length;
  return { line, character: n % (lines[line]!.length + 1) };
}
