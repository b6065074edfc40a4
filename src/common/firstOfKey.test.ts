import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstOfKey } from './firstOfKey.ts';

test('finds what a Map finds', () => {
  // Keys that fall into one slot are the hard ones.
  const key = fc.oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 20 }).map((i) => i * 1024),
    fc.integer({ min: 1, max: 2 ** 20 }).map((i) => i * 4294967296 + i),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 400 }), (keys) => {
      const firsts = new Map<number, number>();
      const expected = keys.map((each, i) => {
        if (each === 0) return i;
        if (!firsts.has(each)) firsts.set(each, i);
        return firsts.get(each)!;
      });
      expect([...firstOfKey(keys.length, (place) => keys[place]!)]).toEqual(expected);
    }),
  );
});
