/** Any string, with any of its characters escaped in any way, read back unit by unit. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringPlaces } from './stringPlaces.ts';

const SHORT: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A unit of a string, and one of the ways to write it. */
const unit = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('"', '\\', '/', '\n', '\t', '\0', '\u2028', '\ud83d', '\udc4d', 'é', ' '),
      fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }).map((text) => text[0]!),
    ),
    fc.constantFrom('plain', 'short', 'lower', 'upper'),
  )
  .map(([value, style]) => ({ value, written: write(value, style) }));

function write(value: string, style: string): string {
  const hex = value.charCodeAt(0).toString(16).padStart(4, '0');
  const mustEscape = value < ' ' || value === '"' || value === '\\';
  if (style === 'short' && SHORT[value] !== undefined) return SHORT[value];
  if (style === 'plain' && !mustEscape) return value;
  return `\\u${style === 'upper' ? hex.toUpperCase() : hex}`;
}

it('finds every unit where it is written', () => {
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), fc.string(), (units, before) => {
      const written = `"${units.map((u) => u.written).join('')}"`;
      const places = stringPlaces(`${before}${written}, 1`, before.length)!;
      expect(places.value).toBe(units.map((u) => u.value).join(''));
      expect(JSON.parse(written)).toBe(places.value);
      let position = before.length + 1;
      for (const [i, { written: expected }] of units.entries()) {
        expect(places.starts[i]).toBe(position);
        position += expected.length;
      }
      expect(places.starts).toHaveLength(units.length + 1);
      expect(places.starts[units.length]).toBe(position);
    }),
    { seed: 20_261_125, numRuns: 500 },
  );
});

it.each(['x', '"open', '"\\x"', '"\\u12g4"', '"\\u12', '"a\nb"', '"\\'])('refuses %j', (text) => {
  expect(stringPlaces(text, 0)).toBeUndefined();
});
