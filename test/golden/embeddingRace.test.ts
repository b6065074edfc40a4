/**
 * The embedding's gradient where ONNX Runtime's own scatter-add races (onnxruntime#18048): many rows, wide rows, one token in
 * two fifths of the positions, two threads. A hundred runs must be equal to the last bit, and the sum of the rows' gradients.
 */
import { expect, test } from 'vitest';
import { createOnnxEngine } from '../../src/compile/onnxEngine.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { createEagerEngine } from '../../src/model/eagerEngine.ts';
import { EMBEDDING } from '../../src/model/parameterTable.ts';
import { randomBatch, randomParameters } from '../support/randomModel.ts';

/** One thin layer: the race is in the embedding's width, and a hundred runs must be quick. */
const WIDE: ModelConfig = {
  vocabSize: 512,
  hiddenSize: 384,
  intermediateSize: 16,
  nLayer: 1,
  nHead: 2,
  nKvHead: 1,
  headDim: 8,
  maxPosition: 64,
  rmsNormEps: 1e-5,
  ropeTheta: 10_000,
  tiedHead: false,
};

test('a hundred runs of the embedding gradient are equal, and right', { timeout: 180_000 }, async () => {
  const parameters = randomParameters(WIDE, 1);
  // Sums of 384 terms: smaller weights keep the attention from saturating, which would magnify every rounding.
  for (const { data, shape } of parameters.values())
    if (shape.length === 2) for (let i = 0; i < data.length; i++) data[i] = data[i]! / 10;
  const batch = randomBatch(WIDE, 16, 64, 2, 0.2); // B·T = 1,024
  for (let i = 0; i < batch.ids.length; i++) if (i % 5 < 2) batch.ids[i] = 7;
  const frozen = new Map([...parameters].filter(([name]) => name !== EMBEDDING));
  const trainable = new Map([[EMBEDDING, parameters.get(EMBEDDING)!]]);
  const engine = await createOnnxEngine(WIDE, frozen, trainable, { threads: 2 });
  const gradient = async () => (await engine.lossAndGradients(batch)).gradients.get(EMBEDDING)!;
  const first = Float32Array.from(await gradient());
  for (let run = 1; run < 100; run++) expect(Buffer.compare(bytes(await gradient()), bytes(first))).toBe(0);
  await engine.dispose();

  const eager = await createEagerEngine(WIDE, frozen, trainable, { backend: 'cpu' });
  const expected = (await eager.lossAndGradients(batch)).gradients.get(EMBEDDING)!;
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - first[i]!)), 0);
  // Float32 sums in another order: 1e-6 of the largest entry was seen; a lost row is at 1e-2.
  expect(worst / largest).toBeLessThan(1e-5);
});

const bytes = (floats: Float32Array) => new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
