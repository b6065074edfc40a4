import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CheckpointState } from '../training/checkpoint.ts';
import { loadNewestCheckpoint, saveCheckpoint } from './checkpoints.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'tw-checkpoints-')), 'checkpoints');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

/** Values that a careless conversion would change: -0, the smallest subnormal, the largest float32. */
const state = (step: number): CheckpointState => ({
  progress: { version: 1, step, mustMatch: { seed: 3, rows: 'abc' } },
  tensors: new Map([
    ['w', { shape: [2, 2], data: Float32Array.of(-0, 1.4e-45, 3.4028234663852886e38, step) }],
    ['w.adam_m', { shape: [1], data: Float32Array.of(0.1) }],
  ]),
});

test('a checkpoint comes back bit for bit, and only the newest two are kept', async () => {
  expect(await loadNewestCheckpoint(folder)).toEqual({ state: undefined, damaged: [] });
  for (const step of [5, 10, 15]) expect(await saveCheckpoint(folder, state(step))).toBe(`checkpoints/step-${step}`);
  expect((await readdir(folder)).sort()).toEqual(['step-10', 'step-15']);
  const found = await loadNewestCheckpoint(folder);
  expect(found.state?.progress).toEqual(state(15).progress);
  const bits = (data: Float32Array | undefined) => Buffer.from(data!.buffer).toString('hex');
  expect(bits(found.state?.tensors.get('w')?.data)).toBe(bits(state(15).tensors.get('w')?.data));
});

test('saving a step again replaces it', async () => {
  await saveCheckpoint(folder, state(5));
  await writeFile(join(folder, 'step-5', 'tensors.safetensors'), 'x');
  await saveCheckpoint(folder, state(5));
  expect((await loadNewestCheckpoint(folder)).state?.progress.step).toBe(5);
  expect(await readdir(folder)).toEqual(['step-5']);
});

test('damaged checkpoints are passed over and named, leftovers of a killed trainer are cleared', async () => {
  await saveCheckpoint(folder, state(5));
  await saveCheckpoint(folder, state(10));
  const weights = join(folder, 'step-10', 'tensors.safetensors');
  const bytes = await readFile(weights);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(weights, bytes);
  await mkdir(join(folder, 'step-15.0a1b2c3d.tmp'));
  await mkdir(join(folder, 'step-12'));
  const found = await loadNewestCheckpoint(folder);
  expect(found.state?.progress.step).toBe(5);
  expect(found.damaged).toEqual(['step-12', 'step-10']);
  expect((await readdir(folder)).sort()).toEqual(['step-10', 'step-12', 'step-5']);
  await saveCheckpoint(folder, state(7));
  expect((await readdir(folder)).sort()).toEqual(['step-5', 'step-7']);
});
