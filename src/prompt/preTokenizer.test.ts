/** Words found by hand are those of the regular expressions they stand for, and what cannot be followed is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../common/json.ts';
import { compilePreTokenizer } from './preTokenizer.ts';

function words(step: JsonObject, text: string): string[] {
  const found: string[] = [];
  compilePreTokenizer(step).split!(text, 0, text.length, (start, end) => found.push(text.slice(start, end)));
  return found;
}
const split = (regex: string): JsonObject => ({
  type: 'Split',
  pattern: { Regex: regex },
  behavior: 'Isolated',
  invert: false,
});
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom(' ', '12', '٣', '½', '𝟗', "'s", "'ll", '\n', '\u0085', 'é'),
    ),
  )
  .map((pieces) => pieces.join('').replace(/\p{Surrogate}/gu, '\ufffd'));

describe('words', () => {
  it.each([
    ['single digits', { type: 'Digits', individual_digits: true }, split('\\p{N}')],
    ['runs of digits', { type: 'Digits', individual_digits: false }, split('\\p{N}+')],
    [
      "GPT-2's",
      { type: 'ByteLevel', add_prefix_space: false },
      // Written otherwise, so that it is not known by its text.
      split("(?:'s|'t|'re|'ve|'m|'ll|'d)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
    ],
  ])('%s', (_, step, pattern) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(words(step, text)).toEqual(words(pattern, text));
      }),
      { seed: 20_261_125, numRuns: 400 },
    );
  });

  it('starts a word at every space where Metaspace splits', () => {
    expect(words({ type: 'Metaspace' }, ' a  b▁c')).toEqual([' a', ' ', ' b', '▁c']);
  });

  it('cuts what lies within a piece, whatever stands around it', () => {
    const steps = { type: 'Sequence', pretokenizers: [split('-'), split('^a|a$')] };
    expect(words(steps, 'aba-a')).toEqual(['a', 'b', 'a', '-', 'a']);
  });
});

it.each<[string, JsonObject]>([
  ['Whitespace', { type: 'Whitespace' }],
  ['behaves', { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithNext' }],
  ['inverted', { type: 'Split', pattern: { String: ' ' }, behavior: 'Isolated', invert: true }],
  ['another than', { type: 'Metaspace', replacement: '_' }],
  ['prepends', { type: 'Metaspace', prepend_scheme: 'sometimes' }],
  [
    'puts spaces',
    { type: 'Sequence', pretokenizers: [{ type: 'Digits' }, { type: 'ByteLevel', add_prefix_space: true }] },
  ],
  ['goes on', { type: 'Sequence', pretokenizers: [{ type: 'ByteLevel' }, { type: 'Digits' }] }],
])('refuses what it would get wrong: %s', (words, step) => {
  expect(() => compilePreTokenizer(step)).toThrow(words);
});
