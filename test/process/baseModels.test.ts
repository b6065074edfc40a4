/** Base models of a process that stays: one set of threads for those who count tokens and those who show them. */
import { afterEach, expect, it } from 'vitest';
import { readRow } from '../../src/dataset/row.ts';
import { createBaseModels } from '../../src/processes/baseTokens.ts';
import { createLensModels } from '../../src/processes/lensModels.ts';
import { EMBEDDED_FOLDER } from '../support/tokenizers.ts';

const models = createBaseModels();
afterEach(() => models.dispose());

const ROW = readRow('{"instruction": "Say hello.", "output": "Hello!"}', {});
const READ = { format: 'alpaca', columns: {} } as const;
const { signal } = new AbortController();

it('opens a model once, however it is named', async () => {
  const [first, second] = await Promise.all([models.open('embedded'), models.open(EMBEDDED_FOLDER)]);
  expect(second).toBe(first);
});

it('shows rows with the threads that count them', async () => {
  const base = await models.open('embedded');
  const lens = await createLensModels(models).open('embedded');
  expect(lens.maxLength).toBe(base.maxLength);
  expect(await lens.lens(ROW, READ, signal)).toMatchObject({ nTrained: expect.any(Number) as number });
  base.pool.dispose();
  const other = readRow('{"instruction": "Say bye.", "output": "Bye!"}', {});
  await expect(lens.lens(other, READ, signal)).rejects.toMatchObject({ code: 'tokenizing-ended' });
});

it('tries a folder again that was no model', async () => {
  await expect(models.open('/nowhere')).rejects.toThrow();
  const first = models.open('/nowhere');
  await expect(first).rejects.toThrow();
  expect(models.open('/nowhere')).not.toBe(first);
  await expect(models.open('/nowhere')).rejects.toThrow();
});
