/** Which of many keys are the same, in flat memory: a Map of a million numbers takes some 60 MB, this 12. */
import { release } from './grown.ts';
import { slotOfKey } from './keyCounts.ts';

/** For each place the first one with its key; a place whose key is 0 stands for itself. */
export function firstOfKey(length: number, keyAt: (place: number) => number): Uint32Array {
  const firsts = new Uint32Array(length);
  /** Places, from 1. At least half stay free. */
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, length * 2))));
  const mask = slots.length - 1;
  for (let place = 0; place < length; place++) {
    const key = keyAt(place);
    firsts[place] = place;
    if (key === 0) continue;
    let slot = slotOfKey(key) & mask;
    while (slots[slot] !== 0 && keyAt(slots[slot]! - 1) !== key) slot = (slot + 1) & mask;
    if (slots[slot] === 0) slots[slot] = place + 1;
    else firsts[place] = slots[slot]! - 1;
  }
  release(slots);
  return firsts;
}
