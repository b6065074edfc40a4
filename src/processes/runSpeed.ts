/** How fast this machine tuned a base model the last times, from the runs of a folder: what an estimate is made of. */
import { listRuns, type ListedRun } from '../runs/list.ts';
import { resolveBase } from '../weights/modelFolder.ts';

/** Runs that are looked at, newest first: older ones may be of another machine or version. */
const MAX_RUNS = 3;

/** Tokens a second over all steps of the newest runs of the base; undefined where there is none. `folder`: a workspace or a folder of runs. */
export async function tokensPerSecond(folder: string, baseFolder: string): Promise<number | undefined> {
  const { runs } = await listRuns(folder);
  const ofBase = runs.filter(({ recipe, state }) => state.steps.length > 0 && resolveBase(recipe.base) === baseFolder);
  const [tokens, ms] = ofBase.slice(0, MAX_RUNS).reduce(addSteps, [0, 0]);
  return ms > 0 ? (tokens * 1000) / ms : undefined;
}

const addSteps = ([tokens, ms]: readonly [number, number], { state }: ListedRun): [number, number] =>
  state.steps.reduce<[number, number]>((sum, step) => [sum[0] + step.tokens, sum[1] + step.milliseconds], [tokens, ms]);
