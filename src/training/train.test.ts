import { describe, expect, test } from 'vitest';
import { randomParameters, TINY } from '../../test/support/randomModel.ts';
import { tinyRecipe, tinyRows } from '../../test/support/tinyRun.ts';
import type { Parameters, TrainingEngine } from '../model/engine.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { CheckpointState } from './checkpoint.ts';
import { createEngine } from './createEngine.ts';
import type { TrainingEvent } from './events.ts';
import type { TrainRequest } from './options.ts';
import type { TrainingRow } from './rows.ts';
import { train } from './train.ts';
import { makeTrainable } from './trainableModel.ts';

type Run = { events: TrainingEvent[]; checkpoints: CheckpointState[]; trainable: Parameters };
type RunOptions = {
  recipe: Recipe;
  rows?: TrainingRow[];
  resume?: CheckpointState;
  requestAt?: { step: number; request: TrainRequest };
  wrap?: (engine: TrainingEngine) => TrainingEngine;
};

/** One layer is enough here: parity has its own tests. */
const CONFIG = { ...TINY, nLayer: 1, vocabSize: 48 };

/** A whole run in this process, over a fresh copy of the same tiny base. */
async function run({
  recipe,
  rows = tinyRows(24),
  resume,
  requestAt,
  wrap = (engine) => engine,
}: RunOptions): Promise<Run> {
  const model = makeTrainable(CONFIG, randomParameters(CONFIG, 1), recipe);
  const engine = await createEngine(model, recipe);
  const events: TrainingEvent[] = [];
  const checkpoints: CheckpointState[] = [];
  let asked = false;
  const options = {
    recipe,
    model,
    data: { train: rows.slice(4), validation: rows.slice(0, 4), skipped: 0 },
    saveCheckpoint: (state: CheckpointState) => {
      checkpoints.push(structuredClone(state));
      return Promise.resolve(`step-${state.progress.step}`);
    },
    saveResult: () => Promise.resolve('result'),
    takeRequest: () => {
      const last = events.findLast((event) => event.type === 'step')?.step ?? 0;
      if (requestAt === undefined || asked || last < requestAt.step) return undefined;
      asked = true;
      return requestAt.request;
    },
    ...(resume === undefined ? {} : { resume }),
  };
  try {
    for await (const event of train(options, wrap(engine))) events.push(event);
  } finally {
    await engine.dispose();
  }
  return { events, checkpoints, trainable: model.trainable };
}

const bytes = (parameters: Parameters): Record<string, string> =>
  Object.fromEntries([...parameters].map(([name, { data }]) => [name, Buffer.from(data.buffer).toString('base64')]));
const steps = (events: TrainingEvent[]): (TrainingEvent & { type: 'step' })[] =>
  events.filter((event) => event.type === 'step');
const types = (events: TrainingEvent[]): string[] => events.map((event) => event.type);

describe('train', () => {
  test('lowers the loss, and tells it in order', async () => {
    const { events } = await run({ recipe: tinyRecipe({ method: 'full', learningRate: 0.02, epochs: 8 }) });
    const evaluations = events.filter((event) => event.type === 'evaluation');
    expect(evaluations.at(-1)!.loss).toBeLessThan(evaluations[0]!.loss * 0.8);
    expect(types(events).slice(0, 3)).toEqual(['started', 'evaluation', 'step']);
    expect(types(events).slice(-3)).toEqual(['evaluation', 'checkpoint', 'finished']);
    const started = events[0]!;
    expect(started).toMatchObject({
      trainRows: 20,
      validationRows: 4,
      engine: 'onnx',
      totalSteps: steps(events).length,
    });
    expect(events.at(-1)).toMatchObject({ reason: 'completed', validationLoss: evaluations.at(-1)!.loss });
  });

  test('every row is trained on once an epoch', async () => {
    const { events } = await run({ recipe: tinyRecipe({ epochs: 2 }) });
    for (const epoch of [0, 1]) {
      const rows = steps(events).filter((step) => step.epoch === epoch);
      expect(rows.flatMap((step) => step.rows.map(({ row }) => row)).sort((a, b) => a - b)).toEqual(
        tinyRows(24)
          .slice(4)
          .map(({ row }) => row),
      );
    }
  });

  test.each([
    ['cpu', 'full'],
    ['onnx', 'full'],
    ['onnx', 'lora'],
  ] as const)('a run resumed in mid-epoch equals an uninterrupted one bit for bit (%s, %s)', async (engine, method) => {
    const recipe = tinyRecipe({ engine, method, learningRate: 0.01, threads: engine === 'onnx' ? 2 : 1 });
    const whole = await run({ recipe });
    const stopped = await run({ recipe, requestAt: { step: 3, request: 'stop' } });
    expect(stopped.events.at(-1)).toMatchObject({ type: 'finished', step: 3, reason: 'stopped' });
    const resumed = await run({ recipe, resume: stopped.checkpoints.at(-1)! });
    expect(resumed.events[0]).toEqual({ type: 'resumed', fromStep: 3 });
    expect(bytes(resumed.trainable)).toEqual(bytes(whole.trainable));
    const losses = (run: Run): number[] => steps(run.events).map(({ loss }) => loss);
    expect([...losses(stopped), ...losses(resumed)]).toEqual(losses(whole));
  });

  test('refuses a checkpoint of other settings or rows, and says which', async () => {
    const recipe = tinyRecipe();
    const { checkpoints } = await run({ recipe, requestAt: { step: 2, request: 'stop' } });
    const resume = checkpoints.at(-1)!;
    await expect(run({ recipe: tinyRecipe({ seed: 5 }), resume })).rejects.toThrow('seed was 0 and is 5');
    await expect(run({ recipe, rows: tinyRows(24, 2), resume })).rejects.toThrow('rows was');
    await expect(run({ recipe: tinyRecipe({ rank: 2 }), resume })).rejects.toThrow('shape [4, 24] instead of [2, 24]');
  });

  test('a stop saves and evaluates first; a pause saves and goes on when asked for the next event', async () => {
    const stopped = await run({ recipe: tinyRecipe(), requestAt: { step: 2, request: 'stop' } });
    expect(types(stopped.events).slice(-3)).toEqual(['checkpoint', 'evaluation', 'finished']);
    const paused = await run({ recipe: tinyRecipe(), requestAt: { step: 2, request: 'pause' } });
    const at = types(paused.events).indexOf('paused');
    expect(types(paused.events).slice(at - 1, at + 2)).toEqual(['checkpoint', 'paused', 'step']);
    expect(paused.events.at(-1)).toMatchObject({ type: 'finished', reason: 'completed' });
  });
});

describe('numbers that are none', () => {
  /** The real engine, whose answer for the third step is spoilt. */
  const spoil =
    (change: (gradient: Float32Array, sums: Float64Array) => void) =>
    (engine: TrainingEngine): TrainingEngine => {
      let calls = 0;
      return {
        ...engine,
        lossAndGradients: async (batch) => {
          const result = await engine.lossAndGradients(batch);
          if (++calls !== 3) return result;
          change(result.gradients.values().next().value!, result.sequenceLossSums);
          return { ...result, lossSum: result.sequenceLossSums.reduce((a, b) => a + b, 0) };
        },
      };
    };
  const recipe = tinyRecipe({ microBatchTokens: 256, learningRate: 0.01 });

  test('a gradient that is no number stops the run; the weights keep the step before', async () => {
    const { events, trainable } = await run({ recipe, wrap: spoil((gradient) => (gradient[3] = NaN)) });
    expect(types(events).slice(-2)).toEqual(['health', 'failed']);
    expect(events.at(-1)).toMatchObject({ step: 3, code: 'non-finite' });
    const before = await run({ recipe, requestAt: { step: 2, request: 'stop' } });
    expect(bytes(trainable)).toEqual(bytes(before.trainable));
  });

  test('a loss that is no number names its row', async () => {
    const whole = await run({ recipe });
    const { events } = await run({ recipe, wrap: spoil((_, sums) => (sums[1] = Infinity)) });
    const health = events.at(-2)!;
    expect(health).toMatchObject({ type: 'health', rows: [steps(whole.events)[2]!.rows[1]] });
  });

  test('a step without any trained token is an error, never a loss of zero', async () => {
    const rows = tinyRows(8).map((row) => ({ ...row, supervised: row.supervised.map(() => 0), nSupervised: 1 }));
    const { events } = await run({ recipe: tinyRecipe({ validationShare: 0 }), rows });
    expect(events.at(-1)).toMatchObject({ type: 'failed', code: 'zero-weight' });
  });
});
