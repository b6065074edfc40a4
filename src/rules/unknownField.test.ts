import { expect, test } from 'vitest';
import { readDatasetText } from '../dataset/read.ts';
import { applyFixes, chooseSafe } from './applyFixes.ts';
import { fileTextOf } from '../dataset/fileText.ts';
import { checkDataset } from './check.ts';

/** A row with this many keys took a minute when each was looked for among all others. */
const N_KEYS = 50_000;

test('a row of very many fields is checked in time that grows with their number', () => {
  const fields = Array.from({ length: N_KEYS }, (_, i) => `"k${i}": 1`);
  const { counts } = checkDataset(
    readDatasetText(`{"instruction": "a", "output": "b", ${fields.join(', ')}}\n`, 'a.jsonl'),
  );
  expect(counts.byCode).toEqual({ 'unknown-field': N_KEYS });
});

test('so are the fixes of very many slips of one name', () => {
  const slips = Array.from({ length: 20_000 }, (_, i) => `"outpu${String.fromCharCode(0x4e00 + i)}": 1`);
  const file = fileTextOf(Buffer.from(`{"instruction": "a", ${slips.join(', ')}}\n`));
  const { made, left } = applyFixes(file, 'a.jsonl', {}, chooseSafe);
  expect(made).toEqual([]);
  expect(left.counts.byCode['unknown-field']).toBe(slips.length);
});
