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

test('texts of every length, and what differs at any place', () => {
  const text = 'Ä 1 longer text, \u{1F600} read in pieces';
  const starts = Array.from({ length: text.length + 1 }, (_, n) => text.slice(0, n));
  expect(new Set(starts.map((start) => of([start]))).size).toBe(starts.length);
  for (let i = 0; i < text.length; i++) {
    const other = `${text.slice(0, i)}#${text.slice(i + 1)}`;
    for (const kind of ['add', 'addNormalized'] as const)
      expect(of([other], kind), `${kind} ${i}`).not.toBe(of([text], kind));
    expect(of([`${text.slice(0, i)} \n${text.slice(i)}`], 'addNormalized')).toBe(of([text], 'addNormalized'));
  }
  // What was read before, and had more in it, makes no difference.
  const before = of([text]);
  of(['x'.repeat(30_000)]);
  expect(of([text])).toBe(before);
});
