/** Adapters in PEFT's layout. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEagerEngine } from '../model/eagerEngine.ts';
import { randomBatch } from '../../test/support/randomModel.ts';
import { readAdapter, writeAdapter } from './adapter.ts';
import { mergeAdapter } from './merge.ts';
import { loadModel } from './modelFolder.ts';

const GOLDEN = resolve(import.meta.dirname, '..', '..', 'test', 'golden', 'data', 'llama');
/** Saved by PEFT for the model at `tied`. */
const SAVED = join(GOLDEN, 'lora');
const { config, parameters } = await loadModel(join(GOLDEN, 'tied'));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-adapter-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('an adapter of PEFT is read, and written again it is the same', async () => {
  const adapter = await readAdapter(SAVED, config);
  expect(adapter).toMatchObject({ rank: 3, alpha: 5 });
  expect(adapter.parameters.size).toBe(2 * 7 * config.nLayer);
  await writeAdapter(join(folder, 'again'), adapter, 'base');
  expect(await readAdapter(join(folder, 'again'), config)).toEqual(adapter);
});

test('what we cannot compute is refused by name, all of it', async () => {
  await cp(SAVED, folder, { recursive: true });
  const path = join(folder, 'adapter_config.json');
  const json = JSON.parse(await readFile(path, 'utf8')) as object;
  const change = (settings: object) => writeFile(path, JSON.stringify({ ...json, ...settings }));
  await change({ use_dora: true, rank_pattern: { q_proj: 8 }, bias: 'all', init_lora_weights: 'pissa' });
  await expect(readAdapter(folder, config)).rejects.toThrow(
    'not supported: use_dora, rank_pattern, bias, init_lora_weights',
  );
  await change({ peft_type: 'IA3' });
  await expect(readAdapter(folder, config)).rejects.toThrow('its kind is "IA3"; supported: LORA');
  await change({ r: 4 });
  await expect(readAdapter(folder, config)).rejects.toThrow('lora_A.weight is [3, 16], not [4, 16]');
});

test('an adapter of another model is refused', async () => {
  await expect(readAdapter(SAVED, { ...config, nLayer: 1 })).rejects.toThrow('is not part of this model');
});

test('merged weights answer as base and adapter do', async () => {
  const adapter = await readAdapter(SAVED, config);
  const batch = randomBatch(config, 2, 8, 5);
  const lora = { backend: 'cpu', lora: adapter } as const;
  const apart = await (await createEagerEngine(config, parameters, adapter.parameters, lora)).loss(batch);
  const merged = mergeAdapter(parameters, adapter);
  const together = await (await createEagerEngine(config, merged, new Map(), { backend: 'cpu' })).loss(batch);
  expect(together.lossSum / apart.lossSum).toBeCloseTo(1, 6);
});
