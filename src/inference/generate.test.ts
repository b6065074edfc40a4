import { describe, expect, test } from 'vitest';
import { generate, type GenerateOptions, type TokenSequence } from './generate.ts';
import { createSampler } from './sampler.ts';

const V = 10;
const END = 9;

/** A model that counts: after token n comes n + 1. Records what it was fed. */
function counting(fed: number[][] = []): TokenSequence {
  return {
    feed: (ids) => {
      fed.push([...ids]);
      const logits = new Float32Array(V);
      logits[(ids.at(-1)! + 1) % V] = 1;
      return Promise.resolve(logits);
    },
  };
}

async function run(sequence: TokenSequence, options: Partial<GenerateOptions>) {
  const ids: number[] = [];
  const tokens = generate(sequence, {
    prompt: Int32Array.of(1, 2),
    maxTokens: 100,
    contextLength: 64,
    endTokenIds: [END],
    sampler: createSampler(0, 0),
    signal: new AbortController().signal,
    ...options,
  });
  for (;;) {
    const step = await tokens.next();
    if (step.done === true) return { ids, stop: step.value };
    ids.push(step.value);
  }
}

describe('generate', () => {
  test('ends at an end token, which is not part of the answer', async () => {
    expect(await run(counting(), {})).toEqual({ ids: [3, 4, 5, 6, 7, 8], stop: 'end-of-turn' });
  });

  test('an end token at once is an empty answer', async () => {
    expect(await run(counting(), { prompt: Int32Array.of(8) })).toEqual({ ids: [], stop: 'end-of-turn' });
  });

  test('ends at the token limit, and computes nothing after the last token', async () => {
    const fed: number[][] = [];
    expect(await run(counting(fed), { maxTokens: 3 })).toEqual({ ids: [3, 4, 5], stop: 'max-tokens' });
    expect(fed).toEqual([[1, 2], [3], [4]]);
  });

  test('prompt and answer fill the context, never more', async () => {
    expect(await run(counting(), { contextLength: 5 })).toEqual({ ids: [3, 4, 5], stop: 'context-full' });
  });

  test('a prompt without room for an answer, or none at all, is refused', async () => {
    await expect(run(counting(), { contextLength: 2 })).rejects.toMatchObject({ code: 'prompt-too-long' });
    await expect(run(counting(), { prompt: new Int32Array() })).rejects.toMatchObject({ code: 'prompt-empty' });
  });

  test('a long prompt is read in chunks, in order', async () => {
    const fed: number[][] = [];
    const prompt = Int32Array.from({ length: 600 }, (_, i) => i % 8);
    await run(counting(fed), { prompt, maxTokens: 1, contextLength: 1000 });
    expect(fed.length).toBeGreaterThan(1);
    expect(fed.flat()).toEqual([...prompt]);
  });

  test('a cancel ends it before the next token is computed', async () => {
    const controller = new AbortController();
    const fed: number[][] = [];
    const inner = counting(fed);
    const sequence: TokenSequence = {
      feed: (ids) => {
        if (ids[0] === 4) controller.abort();
        return inner.feed(ids);
      },
    };
    expect(await run(sequence, { signal: controller.signal })).toEqual({ ids: [3, 4], stop: 'cancelled' });
    expect(fed).toEqual([[1, 2], [3], [4]]);
  });
});
