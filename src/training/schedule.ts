/** Learning rate over the steps: linear warm-up from zero, then half a cosine down to zero. */

export type Schedule = { peak: number; nWarmUp: number; nStep: number };

/** `warmUp` is a share of the steps below 1, rounded down: a run of few steps has no warm-up rather than nothing else, as it would rounded up. */
export function makeSchedule(peak: number, warmUp: number, nStep: number): Schedule {
  return { peak, nWarmUp: Math.floor(warmUp * nStep), nStep };
}

/**
 * Rate of optimizer step `step`, from 1. The formula is transformers.get_cosine_schedule_with_warmup with half a cycle,
 * whose count starts at 0: with a warm-up, the first step has the rate 0.
 */
export function learningRateAt({ peak, nWarmUp, nStep }: Schedule, step: number): number {
  const done = step - 1;
  if (done < nWarmUp) return peak * (done / nWarmUp);
  const progress = (done - nWarmUp) / Math.max(1, nStep - nWarmUp);
  return peak * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
}
