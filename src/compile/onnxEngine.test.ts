/** The compiled engine against the same model code run op by op. */
import { describe, expect, test } from 'vitest';
import { randomBatch, randomParameters, TINY } from '../../test/support/randomModel.ts';
import { seededRandom } from '../common/random.ts';
import type { ModelConfig } from '../model/config.ts';
import { createEagerEngine } from '../model/eagerEngine.ts';
import type { Parameters } from '../model/engine.ts';
import { initialLora } from '../model/lora.ts';
import * as tf from '../model/tf.ts';
import { createOnnxEngine } from './onnxEngine.ts';

/** Largest difference as a part of the tensor's largest entry. */
function relativeError(actual: Float32Array, expected: Float32Array): number {
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return difference / largest;
}

/** Both sum in float32, in other orders: worst seen over these cases is 8e-7. */
const TOLERANCE = 4e-6;

async function compare(
  config: ModelConfig,
  frozen: Parameters,
  trainable: Parameters,
  lora?: { rank: number; alpha: number },
) {
  const adapter = lora === undefined ? {} : { lora };
  const eager = await createEagerEngine(config, frozen, trainable, { backend: 'cpu', ...adapter });
  const onnx = await createOnnxEngine(config, frozen, trainable, { threads: 2, ...adapter });
  try {
    const batch = randomBatch(config, 3, 11, 7);
    const expected = await eager.lossAndGradients(batch);
    const actual = await onnx.lossAndGradients(batch);
    expect(Math.abs(actual.lossSum / expected.lossSum - 1)).toBeLessThan(1e-6);
    expect([...actual.gradients.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
    expect([...actual.gradients.keys()].sort()).toEqual([...trainable.keys()].sort());
    for (const [name, gradient] of expected.gradients)
      expect(relativeError(actual.gradients.get(name)!, gradient), name).toBeLessThan(TOLERANCE);
    const forward = await onnx.loss(batch);
    expect(forward.lossSum).toBeCloseTo(expected.lossSum, 3);
    expect(forward.sequenceLossSums).toHaveLength(3);
    forward.sequenceLossSums.forEach((sum, i) => expect(sum).toBeCloseTo(expected.sequenceLossSums[i]!, 3));
  } finally {
    await onnx.dispose();
    await eager.dispose();
  }
}

describe('gradients equal those of eager tfjs', () => {
  test('full tuning, tied head', () => compare(TINY, new Map(), randomParameters(TINY, 1)));

  test('full tuning, head of its own', () => {
    const config = { ...TINY, tiedHead: false };
    return compare(config, new Map(), randomParameters(config, 2));
  });

  test('LoRA', () => {
    const adapter = initialLora(TINY, 4, seededRandom(3, 'lora'));
    const random = seededRandom(4, 'lora-b');
    for (const { data } of adapter.values()) for (let i = 0; i < data.length; i++) data[i]! += 0.1 * random.normal();
    return compare(TINY, randomParameters(TINY, 3), adapter, { rank: 4, alpha: 8 });
  });
});

test('an engine leaves no tensor in tfjs and the backend as it was', async () => {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  const onnx = await createOnnxEngine(TINY, new Map(), randomParameters(TINY, 1), { threads: 1 });
  const eager = await createEagerEngine(TINY, new Map(), randomParameters(TINY, 1), { backend: 'cpu' });
  await onnx.lossAndGradients(randomBatch(TINY, 1, 5, 1));
  await eager.lossAndGradients(randomBatch(TINY, 1, 5, 1));
  await onnx.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(tf.getBackend()).toBe('cpu');
});

describe('the compiled engine', () => {
  const open = (parameters = randomParameters(TINY, 1)) =>
    createOnnxEngine(TINY, new Map(), parameters, { threads: 2 });

  test('gives the same bits again', async () => {
    const engine = await open();
    const batch = randomBatch(TINY, 4, 32, 3);
    const copy = async () =>
      [...(await engine.lossAndGradients(batch)).gradients].map(([name, data]) => [name, [...data]] as const);
    expect(await copy()).toEqual(await copy());
    await engine.dispose();
  });

  test('sees parameters that were changed in place', async () => {
    const parameters = randomParameters(TINY, 1);
    const engine = await open(parameters);
    const batch = randomBatch(TINY, 1, 16, 3);
    const before = (await engine.loss(batch)).lossSum;
    parameters.get('model.norm.weight')!.data.fill(0);
    // With a final norm of zero every logit is zero: the loss of a guess.
    const weight = batch.lossWeights.reduce((sum, w) => sum + w, 0);
    const after = (await engine.loss(batch)).lossSum;
    expect(after).toBeCloseTo(weight * Math.log(TINY.vocabSize), 3);
    expect(after).not.toBeCloseTo(before, 1);
    await engine.dispose();
  });

  test('padding changes nothing', async () => {
    const engine = await open();
    const short = randomBatch(TINY, 1, 17, 3);
    const long = randomBatch(TINY, 3, 40, 4);
    long.lossWeights.fill(0);
    for (const name of ['ids', 'targets', 'lossWeights'] as const) long[name].set(short[name], 40);
    const expected = await engine.loss(short);
    const { lossSum, sequenceLossSums } = await engine.loss(long);
    expect(lossSum).toBeCloseTo(expected.lossSum, 3);
    expect([...sequenceLossSums]).toEqual([0, lossSum, 0]);
    await engine.dispose();
  });

  test('refuses ids outside the vocabulary and batches of another size', async () => {
    const engine = await open();
    const batch = randomBatch(TINY, 2, 8, 3);
    await expect(engine.loss({ ...batch, length: 9 })).rejects.toThrow('batch of 2 × 9 has arrays of 16');
    batch.ids[5] = TINY.vocabSize;
    await expect(engine.lossAndGradients(batch)).rejects.toThrow('token id 97 is outside the vocabulary of 97');
    await engine.dispose();
  });
});

test('an absent tfjs-node is said, and the backend is as it was', async () => {
  process.env['TUNEWRIGHT_TFJS_NODE'] = '/nowhere/tfjs-node';
  try {
    await expect(createEagerEngine(TINY, new Map(), new Map(), { backend: 'tensorflow' })).rejects.toMatchObject({
      code: 'tensorflow-missing',
    });
    expect(tf.getBackend()).toBe('cpu');
  } finally {
    delete process.env['TUNEWRIGHT_TFJS_NODE'];
  }
});
