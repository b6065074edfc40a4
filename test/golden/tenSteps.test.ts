/** Ten optimizer steps against PyTorch, Transformers and PEFT (scripts/goldens/ten_steps.py): clipping, warm-up, cosine, accumulation. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Parameter } from '../../src/model/engine.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import { createEngine } from '../../src/training/createEngine.ts';
import type { TrainingEvent } from '../../src/training/events.ts';
import { train } from '../../src/training/train.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { tinyRecipe } from '../support/tinyRun.ts';

type Packed = Record<string, { shape: number[]; data: string }>;
type Step = { rows: number[]; loss: number; gradientNorm: number; learningRate: number; supervisedTokens: number };
type Method = { base: Packed; start: Packed; end: Packed; steps: Step[] };
type Golden = {
  config: Record<string, number>;
  recipe: Partial<Recipe>;
  rows: { ids: number[]; supervised: number[] }[];
  full: Method;
  lora: Method;
};
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'data', 'ten-steps.json'), 'utf8')) as Golden;

const CONFIG: ModelConfig = {
  vocabSize: golden.config['vocab_size']!,
  hiddenSize: golden.config['hidden_size']!,
  intermediateSize: golden.config['intermediate_size']!,
  nLayer: golden.config['num_hidden_layers']!,
  nHead: golden.config['num_attention_heads']!,
  nKvHead: golden.config['num_key_value_heads']!,
  headDim: golden.config['head_dim']!,
  maxPosition: golden.config['max_position_embeddings']!,
  rmsNormEps: golden.config['rms_norm_eps']!,
  ropeTheta: 10_000,
  tiedHead: true,
};

const unpack = (packed: Packed): Map<string, Parameter> =>
  new Map(
    Object.entries(packed).map(([name, { shape, data }]) => {
      const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
      return [name, { shape, data: new Float32Array(bytes.buffer) }];
    }),
  );

const rows = golden.rows.map(({ ids, supervised }, index) => ({
  row: index + 1,
  rowHash: `row${index + 1}`,
  ids: Int32Array.from(ids),
  supervised: Uint8Array.from(supervised),
  nSupervised: supervised.slice(1).reduce((a, b) => a + b, 0),
}));

describe.each(['full', 'lora'] as const)('%s', (method) => {
  test.each(['cpu', 'onnx'] as const)('ten steps on %s', async (engineName) => {
    const recipe = tinyRecipe({ ...golden.recipe, method, engine: engineName });
    const { base, start, end, steps } = golden[method];
    const trainable = unpack(start);
    const lora = { rank: recipe.rank, alpha: recipe.alpha };
    const model =
      method === 'full'
        ? { config: CONFIG, frozen: new Map<string, Parameter>(), trainable }
        : { config: CONFIG, frozen: unpack(base), trainable, lora };
    const engine = await createEngine(model, recipe);
    const events: TrainingEvent[] = [];
    const options = {
      recipe,
      model,
      data: { train: rows, validation: [], skipped: 0 },
      saveCheckpoint: () => Promise.resolve('checkpoint'),
      saveResult: () => Promise.resolve('result'),
    };
    for await (const event of train(options, engine)) events.push(event);
    await engine.dispose();

    const ours = events.filter((event) => event.type === 'step');
    expect(ours.map((step) => step.rows.map(({ row }) => row))).toEqual(steps.map((step) => step.rows));
    ours.forEach((step, index) => {
      const theirs = steps[index]!;
      expect(step.supervisedTokens).toBe(theirs.supervisedTokens);
      expect(step.learningRate).toBeCloseTo(theirs.learningRate, 12);
      // Losses near 4 in float32 have steps of 5e-7; ten steps of rounding stay far below 1e-5.
      expect(Math.abs(step.loss - theirs.loss), `loss of step ${step.step}`).toBeLessThan(1e-5);
      expect(Math.abs(step.gradientNorm - theirs.gradientNorm)).toBeLessThan(2e-5);
    });
    // Adam divides by the root of the second moment, which makes tiny gradients large: 1e-4 is a hundredth of one step's size.
    for (const [name, expected] of unpack(end)) {
      const actual = trainable.get(name)!.data;
      const worst = expected.data.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
      expect(worst, name).toBeLessThan(1e-4);
    }
  });
});
