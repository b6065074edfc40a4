import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyCounts } from './keyCounts.ts';

test('counts as a Map does, also when it grows and keys go', () => {
  const step = fc.record({ key: fc.integer({ min: 1, max: 40 }), isAdded: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 0, max: 3000 }), (steps, nOthers) => {
      const counts = new KeyCounts();
      const expected = new Map<number, number>();
      for (const { key, isAdded } of steps) {
        const count = expected.get(key) ?? 0;
        if (!isAdded && count === 0) continue;
        expected.set(key, count + (isAdded ? 1 : -1));
        if (isAdded) counts.add(key);
        else counts.remove(key);
      }
      for (let i = 0; i < nOthers; i++) counts.add(2 ** 52 - 1 - i);
      for (let key = 1; key <= 40; key++) expect(counts.isRepeated(key)).toBe((expected.get(key) ?? 0) > 1);
      expect(counts.nRepeated).toBe([...expected.values()].filter((count) => count > 1).length);
    }),
  );
});
