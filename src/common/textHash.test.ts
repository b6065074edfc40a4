import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextHash } from './textHash.ts';

const hash = createTextHash();
function of(texts: readonly string[], kind: 'add' | 'addNormalized' = 'add'): number {
  hash.reset();
  for (const text of texts) hash[kind](text);
  return hash.value();
}

test('equal for equal texts alone', () => {
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 3 });
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      expect(of(one) === of(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      expect(of(one)).toBeGreaterThan(0);
      expect(Number.isSafeInteger(of(one))).toBe(true);
    }),
  );
});

test('200,000 short texts have as many hashes', () => {
  const hashes = new Set(Array.from({ length: 200_000 }, (_, i) => of([String(i), 'x'])));
  expect(hashes.size).toBe(200_000);
});

test('case and white space make no difference to the normalized hash', () => {
  const same = ['What is  it?', ' what\u00a0IS\nit? ', 'WHATISIT?\t'];
  expect(new Set(same.map((text) => of([text], 'addNormalized'))).size).toBe(1);
  expect(of(['Ärger'], 'addNormalized')).toBe(of(['ä rger'], 'addNormalized'));
  for (const other of ['what is at?', 'what is it', '[hat is it?', 'what is it?!'])
    expect(of([other], 'addNormalized')).not.toBe(of([same[0]!], 'addNormalized'));
});
