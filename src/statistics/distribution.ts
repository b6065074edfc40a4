/** How a number is spread over the rows: exact quantiles, and a histogram with round bounds. */
import type { Bin, Distribution } from './types.ts';

/** Enough to see the shape, few enough for a terminal. */
const MAX_BINS = 20;
/** What lies beyond this quantile shares the last bin: one row of a megabyte would leave one bar. */
const TAIL = 0.99;

/** Undefined for no numbers at all. They are whole and not negative. `mark`: a limit that the bins reach, if rows come near it. */
export function distributionOf(values: Float64Array, mark = 0): Distribution | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.slice().sort();
  const quantile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const max = sorted.at(-1)!;
  const last = Math.min(max, Math.max(quantile(TAIL), max >= mark ? mark : 0));
  return {
    n: sorted.length,
    sum: sorted.reduce((sum, value) => sum + value, 0),
    min: sorted[0]!,
    median: quantile(0.5),
    p95: quantile(0.95),
    max,
    histogram: binsOf(sorted, roundWidth((last - sorted[0]! + 1) / MAX_BINS), last),
  };
}

function binsOf(sorted: Float64Array, width: number, last: number): Bin[] {
  const first = Math.floor(sorted[0]! / width);
  const nBins = Math.floor(last / width) - first + 1;
  const bins = Array.from({ length: nBins }, (_, i): Bin => ({
    from: (first + i) * width,
    to: (first + i + 1) * width,
    n: 0,
  }));
  for (const value of sorted) bins[Math.min(nBins - 1, Math.floor(value / width) - first)]!.n++;
  const end = bins.at(-1)!;
  if (sorted.at(-1)! >= end.to!) end.to = null;
  return bins;
}

/** The least of 1, 2, 5, 10, 20, … that is not less. */
function roundWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, width)));
  return [1, 2, 5, 10].map((step) => step * power).find((round) => round >= width)!;
}
