/** Points of a run as the chart's columns: thinned where there are more than a screen can show. Pure. */
import type { EvaluationPoint, StepPoint } from '../../src/protocol/trainingPanel.ts';

/** More steps than this are thinned: about one a pixel on a wide screen. */
export const MAX_PLOTTED_STEPS = 2000;

/** Columns of equal length: step, training loss, validation loss; null where a step has no such value. */
export type PlotColumns = [x: number[], train: (number | null)[], validation: (number | null)[]];

export function plotColumns(steps: readonly StepPoint[], evaluations: readonly EvaluationPoint[]): PlotColumns {
  const rows = new Map<number, { train: number | null; validation: number | null }>();
  for (const { step, loss } of thin(steps, MAX_PLOTTED_STEPS)) rows.set(step, { train: loss, validation: null });
  for (const { step, loss } of evaluations) rows.set(step, { train: rows.get(step)?.train ?? null, validation: loss });
  const sorted = [...rows].sort(([a], [b]) => a - b);
  return [sorted.map(([step]) => step), sorted.map(([, row]) => row.train), sorted.map(([, row]) => row.validation)];
}

/**
 * At most `limit` of the steps, in order: the lowest and the highest loss of each of `limit / 2` equal buckets, so that
 * no spike and no dip is lost, as it would be by taking every n-th.
 */
export function thin(steps: readonly StepPoint[], limit: number): readonly StepPoint[] {
  if (steps.length <= limit) return steps;
  const nBucket = Math.floor(limit / 2);
  const kept: StepPoint[] = [];
  for (let bucket = 0; bucket < nBucket; bucket++) {
    const points = steps.slice(
      Math.floor((bucket * steps.length) / nBucket),
      Math.floor(((bucket + 1) * steps.length) / nBucket),
    );
    const low = points.reduce((a, b) => (lossOr(b, Infinity) < lossOr(a, Infinity) ? b : a));
    const high = points.reduce((a, b) => (lossOr(b, -Infinity) > lossOr(a, -Infinity) ? b : a));
    kept.push(...(low === high ? [low] : low.step < high.step ? [low, high] : [high, low]));
  }
  return kept;
}

const lossOr = (point: StepPoint, otherwise: number): number => point.loss ?? otherwise;
