/** How many steps a run has and which rows form them: the same for the loop and for what is said before it starts. */
import type { Recipe } from '../recipe/recipe.ts';
import { epochPlan, type StepPlan } from './batchPlan.ts';
import { rowLength, type TrainingRow } from './rows.ts';

export type RunPlan = {
  stepsPerEpoch: number;
  totalSteps: number;
  /** The steps of an epoch, from 0. */
  epoch: (index: number) => StepPlan[];
};

/** `maxPosition`: the model's context. The rows must not be empty. */
export function planRun(rows: readonly TrainingRow[], recipe: Recipe, maxPosition: number): RunPlan {
  const lengths = rows.map(rowLength);
  const { batchTokens, microBatchTokens, seed } = recipe;
  const epoch = (index: number): StepPlan[] =>
    epochPlan(lengths, { batchTokens, microBatchTokens, maxPosition }, seed, index);
  const stepsPerEpoch = epoch(0).length;
  const totalSteps = recipe.maxSteps > 0 ? recipe.maxSteps : recipe.epochs * stepsPerEpoch;
  return { stepsPerEpoch, totalSteps, epoch };
}
