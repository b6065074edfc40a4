/** How fast a run goes and when it will be done, from the steps of its replay. */
import type { RunState } from './replay.ts';

export type Progress = {
  step: number;
  /** Undefined until the run has started. */
  totalSteps: number | undefined;
  /** Mean over the last steps; undefined before the first. */
  tokensPerSecond: number | undefined;
  remainingMs: number | undefined;
};

/** Enough steps to even out short and long rows, few enough to follow a machine that gets busy. */
const WINDOW = 20;

export function progressOf(state: Readonly<RunState>): Progress {
  const totalSteps = state.started?.totalSteps;
  const recent = state.steps.slice(-WINDOW);
  let tokens = 0;
  let ms = 0;
  for (const step of recent) {
    tokens += step.tokens;
    ms += step.milliseconds;
  }
  const known = ms > 0;
  return {
    step: state.step,
    totalSteps,
    tokensPerSecond: known ? (tokens * 1000) / ms : undefined,
    remainingMs:
      known && totalSteps !== undefined ? (Math.max(0, totalSteps - state.step) * ms) / recent.length : undefined,
  };
}
