import { expect, it } from 'vitest';
import type { Encoded } from './encoded.ts';
import { truncate } from './truncate.ts';
import { countSupervised, zeroSignalReason } from './zeroSignal.ts';

const encoded: Encoded = {
  ids: Int32Array.of(1, 2, 3, 4, 5),
  supervised: Uint8Array.of(1, 0, 0, 1, 1),
  text: 'abcde',
  offsets: Uint32Array.of(0, 1, 1, 2, 2, 3, 3, 4, 4, 5),
};

it('cuts from the right and says what was lost', () => {
  const cut = truncate(encoded, 4);
  expect(cut.nTokensCut).toBe(1);
  expect(cut.nSupervisedCut).toBe(1);
  expect([...cut.encoded.ids]).toEqual([1, 2, 3, 4]);
  expect([...cut.encoded.offsets]).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
  expect(truncate(encoded, 5)).toEqual({ encoded, nTokensCut: 0, nSupervisedCut: 0 });
});

it('does not count the first token, which is never predicted', () => {
  expect(countSupervised(encoded)).toBe(2);
  const cut = truncate(encoded, 3);
  expect(zeroSignalReason(cut.encoded, { ...cut, maxLength: 3 })).toContain('all 2 lie behind');
  expect(zeroSignalReason(encoded, { nSupervisedCut: 0, maxLength: 9 })).toBeUndefined();
});
