/** The decoder against the training pass of the same weights: each computes the model in its own way. */
import { describe, expect, test } from 'vitest';
import { randomBatch, randomParameters, TINY } from '../../test/support/randomModel.ts';
import { seededRandom } from '../common/random.ts';
import type { ModelConfig } from '../model/config.ts';
import { createEagerEngine } from '../model/eagerEngine.ts';
import { initialLora } from '../model/lora.ts';
import { buildDecoderGraph } from './decoderGraph.ts';
import { createDecoderSession, type DecoderAdapter, type DecoderSession } from './decoder.ts';

const LENGTH = 40;
const parameters = randomParameters(TINY, 1);
const batch = { ...randomBatch(TINY, 1, LENGTH, 2), lossWeights: new Float32Array(LENGTH).fill(1) };

function adapter(): DecoderAdapter {
  const matrices = initialLora(TINY, 4, seededRandom(3, 'lora'));
  const random = seededRandom(4, 'lora-b');
  for (const { data } of matrices.values()) for (let i = 0; i < data.length; i++) data[i]! += 0.1 * random.normal();
  return { parameters: matrices, scale: 2 };
}

/** Σ −log softmax(logits)[target], feeding one token at a time. */
async function stepwiseLoss(session: DecoderSession, used?: DecoderAdapter): Promise<number> {
  const cache = session.newCache();
  let sum = 0;
  for (let t = 0; t < LENGTH; t++) {
    const logits = await session.step(cache, batch.ids.slice(t, t + 1), used);
    const largest = Math.max(...logits);
    sum += largest + Math.log(logits.reduce((s, x) => s + Math.exp(x - largest), 0)) - logits[batch.targets[t]!]!;
  }
  expect(cache.length).toBe(LENGTH);
  return sum;
}

describe('token by token', () => {
  test('the losses are those of the whole sequence', async () => {
    const eager = await createEagerEngine(TINY, new Map(), parameters, { backend: 'cpu' });
    const session = await createDecoderSession(TINY, parameters, { threads: 1 });
    expect((await stepwiseLoss(session)) / (await eager.loss(batch)).lossSum).toBeCloseTo(1, 5);
    await session.dispose();
  });

  test('an adapter is applied where it is given, and only there', async () => {
    const lora = adapter();
    const session = await createDecoderSession(TINY, parameters, { threads: 1, lora: { rank: 4 } });
    const plain = await createEagerEngine(TINY, new Map(), parameters, { backend: 'cpu' });
    const adapted = await createEagerEngine(TINY, parameters, lora.parameters, {
      backend: 'cpu',
      lora: { rank: 4, alpha: 8 },
    });
    const base = (await plain.loss(batch)).lossSum;
    const tuned = (await adapted.loss(batch)).lossSum;
    expect(Math.abs(base / tuned - 1)).toBeGreaterThan(0.001);
    expect((await stepwiseLoss(session, lora)) / tuned).toBeCloseTo(1, 5);
    expect((await stepwiseLoss(session)) / base).toBeCloseTo(1, 5);
    await session.dispose();
  });
});

test('a prompt in one piece, in chunks and token by token gives the same logits', async () => {
  const session = await createDecoderSession(TINY, parameters, { threads: 1 });
  const after = async (cuts: number[]) => {
    const cache = session.newCache();
    let logits = new Float32Array();
    let start = 0;
    for (const end of [...cuts, LENGTH]) {
      logits = Float32Array.from(await session.step(cache, batch.ids.slice(start, end)));
      start = end;
    }
    return logits;
  };
  const whole = await after([]);
  for (const cuts of [[16, 17], Array.from({ length: LENGTH - 1 }, (_, i) => i + 1)]) {
    const logits = await after(cuts);
    // The largest logit is about 5; sums in another order differ by about 1e-6.
    logits.forEach((value, i) => expect(Math.abs(value - whole[i]!)).toBeLessThan(2e-5));
  }
  await session.dispose();
});

test('the context that a model claims costs nothing, and is there when it is used', async () => {
  const claimed = { ...TINY, maxPosition: 2 ** 20 };
  const graphBytes = (config: ModelConfig) => buildDecoderGraph(config, parameters, undefined).model.length;
  expect(graphBytes(claimed)).toBe(graphBytes(TINY));

  const ids = randomBatch(TINY, 1, 700, 2).ids;
  const session = await createDecoderSession(claimed, parameters, { threads: 1 });
  const cache = session.newCache();
  await session.step(cache, ids.subarray(0, 200));
  const grown = Float32Array.from(await session.step(cache, ids.subarray(200)));
  const whole = await session.step(session.newCache(), ids);
  grown.forEach((value, i) => expect(Math.abs(value - whole[i]!)).toBeLessThan(2e-5));
  await session.dispose();
});

test('the context is a limit, and a foreign cache is refused', async () => {
  const session = await createDecoderSession(TINY, parameters, { threads: 1 });
  const other = await createDecoderSession(TINY, parameters, { threads: 1 });
  const cache = session.newCache();
  await expect(session.step(cache, new Int32Array(TINY.maxPosition + 1))).rejects.toThrow('do not fit a context');
  await session.step(cache, new Int32Array(TINY.maxPosition));
  await expect(session.step(cache, new Int32Array(1))).rejects.toThrow('do not fit a context');
  await expect(other.step(cache, new Int32Array(1))).rejects.toThrow('another session');
  await expect(session.step(session.newCache(), Int32Array.of(TINY.vocabSize))).rejects.toThrow(
    'outside the vocabulary',
  );
  await session.dispose();
  await other.dispose();
});
