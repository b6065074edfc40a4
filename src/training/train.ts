/** The training loop: one optimizer step after another, told as events. It stores nothing itself. */
import { setImmediate } from 'node:timers/promises';
import { errors, type UserError } from '../common/errors.ts';
import type { Parameters, TrainingBatch, TrainingEngine } from '../model/engine.ts';
import { createAdamW } from './adamw.ts';
import { makeBatch } from './batch.ts';
import type { StepPlan } from './batchPlan.ts';
import { checkpointState, restoreCheckpoint } from './checkpoint.ts';
import { clipFactor, globalNorm } from './clip.ts';
import { evaluate } from './evaluate.ts';
import type { RowRef, TrainingEvent } from './events.ts';
import { createGradientSource, type StepGradients } from './gradients.ts';
import { mustMatch } from './mustMatch.ts';
import type { TrainOptions } from './options.ts';
import type { TrainingRow } from './rows.ts';
import { planRun } from './runPlan.ts';
import { learningRateAt, makeSchedule } from './schedule.ts';

/**
 * Trains until the last step, a stop request or a failure of the numbers (yielded as `health` and `failed`; the weights
 * are then those of the step before). Events of a step come in the order step, evaluation, checkpoint. After `paused`,
 * training goes on when the next event is asked for. Throws UserError `checkpoint-mismatch`, `nothing-to-train`, and
 * whatever the engine or the two `save…` functions throw.
 */
export async function* train(options: TrainOptions, engine: TrainingEngine): AsyncGenerator<TrainingEvent, void> {
  const { recipe, model, data, resume } = options;
  if (data.train.length === 0) throw errors.nothingToTrain('No row of the dataset can be trained on.');
  const { microBatchTokens } = recipe;
  const { maxPosition } = model.config;
  const runPlan = planRun(data.train, recipe, maxPosition);
  const { stepsPerEpoch, totalSteps } = runPlan;
  const schedule = makeSchedule(recipe.learningRate, recipe.warmUp, totalSteps);
  const optimizer = createAdamW(model.trainable, recipe);
  const gradientsOf = createGradientSource(engine);
  const facts = mustMatch(recipe, data.train);

  let step = 0;
  let validationLoss: number | null = null;
  let evaluatedAt = -1;
  let savedAt = -1;
  const due = (every: number): boolean => step % (every > 0 ? every : stepsPerEpoch) === 0;

  async function* evaluateNow(): AsyncGenerator<TrainingEvent, boolean> {
    if (data.validation.length === 0 || evaluatedAt === step) return true;
    const { loss, supervisedTokens, rows } = await evaluate(engine, data.validation, { microBatchTokens, maxPosition });
    if (!Number.isFinite(loss)) {
      const bad = data.validation.filter((_, index) => !Number.isFinite(rows[index]!.loss));
      yield* failure(step, errors.nonFinite('validation loss', step), bad);
      return false;
    }
    evaluatedAt = step;
    validationLoss = loss;
    yield { type: 'evaluation', step, loss, supervisedTokens, rows: rows.length };
    return true;
  }
  async function* saveNow(): AsyncGenerator<TrainingEvent, void> {
    if (savedAt === step) return;
    const folder = await options.saveCheckpoint(checkpointState(step, facts, model.trainable, optimizer.moments));
    savedAt = step;
    yield { type: 'checkpoint', step, folder };
  }

  if (resume === undefined) {
    yield {
      type: 'started',
      totalSteps,
      trainRows: data.train.length,
      validationRows: data.validation.length,
      skippedRows: data.skipped,
      trainableParameters: countWeights(model.trainable),
      totalParameters: countWeights(model.trainable) + countWeights(model.frozen),
      supervisedTokensPerEpoch: sum(data.train.map((row) => row.nSupervised)),
      engine: engine.name,
      threads: recipe.threads,
    };
    if (data.validation.length === 0 && recipe.validationShare > 0)
      yield {
        type: 'health',
        step,
        code: 'no-validation',
        message: 'There are too few different rows to keep some back: what is learned cannot be measured.',
        rows: [],
      };
    if (!(yield* evaluateNow())) return;
  } else {
    restoreCheckpoint(resume, facts, model.trainable, optimizer.moments);
    step = resume.progress.step;
    savedAt = step;
    yield { type: 'resumed', fromStep: step };
  }

  let stopped = false;
  let plan: StepPlan[] = [];
  let plannedEpoch = -1;
  while (step < totalSteps) {
    await setImmediate(); // lets heartbeats and requests through
    for (let request = options.takeRequest?.(); request !== undefined; request = options.takeRequest?.()) {
      if (request === 'evaluate' && !(yield* evaluateNow())) return;
      if (request === 'checkpoint' || request === 'pause') yield* saveNow();
      if (request === 'pause') yield { type: 'paused', step };
      if (request === 'stop') stopped = true;
    }
    if (stopped) break;

    const epoch = Math.floor(step / stepsPerEpoch);
    if (epoch !== plannedEpoch) [plan, plannedEpoch] = [runPlan.epoch(epoch), epoch];
    const stepPlan = plan[step % stepsPerEpoch]!;
    const rows = stepPlan.flatMap((part) => part.rows.map((row) => data.train[row]!));
    const startMs = performance.now();
    step++;
    const batches: TrainingBatch[] = stepPlan.map((part) => makeBatch(data.train, part));
    const result = await gradientsOf(batches);
    if (result.weight === 0) {
      yield* failure(step, errors.zeroWeight(rows.map(({ row }) => row)), rows);
      return;
    }
    const loss = result.lossSum / result.weight;
    const gradientNorm = globalNorm(result.gradients.values()) / result.weight;
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      const what = Number.isFinite(loss) ? 'gradient' : 'loss';
      yield* failure(step, errors.nonFinite(what, step), suspects(rows, stepPlan, result));
      return;
    }
    const learningRate = learningRateAt(schedule, step);
    const gradientScale = clipFactor(gradientNorm, recipe.clipNorm) / result.weight;
    optimizer.update(step, learningRate, result.gradients, gradientScale);
    yield {
      type: 'step',
      step,
      epoch,
      loss,
      learningRate,
      gradientNorm,
      tokens: sum(rows.map((row) => row.ids.length)),
      supervisedTokens: result.weight,
      milliseconds: performance.now() - startMs,
      rows: rows.map(reference),
    };
    if ((due(recipe.evaluateEvery) || step === totalSteps) && !(yield* evaluateNow())) return;
    if (due(recipe.checkpointEvery)) yield* saveNow();
  }
  if (stopped) {
    yield* saveNow();
    if (!(yield* evaluateNow())) return;
  }
  const result = await options.saveResult(model.trainable);
  yield { type: 'finished', step, reason: stopped ? 'stopped' : 'completed', validationLoss, result };
}

function* failure(step: number, error: UserError, rows: readonly TrainingRow[]): Generator<TrainingEvent, void> {
  const { code, message, next } = error;
  yield { type: 'health', step, code, message, rows: rows.map(reference) };
  yield { type: 'failed', step, code, message, next };
}

/** The rows whose own loss is not finite; all of the step's when it is only the gradient. */
function suspects(rows: TrainingRow[], plan: StepPlan, { sequenceLossSums }: StepGradients): TrainingRow[] {
  const losses = plan.flatMap((part, index) => part.rows.map((_, sequence) => sequenceLossSums[index]![sequence]!));
  const bad = rows.filter((_, index) => !Number.isFinite(losses[index]!));
  return bad.length > 0 ? bad : rows;
}

const reference = ({ row, rowHash }: TrainingRow): RowRef => ({ row, rowHash });
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const countWeights = (parameters: Parameters): number => sum([...parameters.values()].map(({ data }) => data.length));
