/** Numbers and states of a run in words: the same in the panel, the status bar and the confirmation. */
import type { PanelRunState } from './trainingPanel.ts';

export const STATE_WORDS: Record<PanelRunState, string> = {
  starting: 'Starting',
  running: 'Training',
  paused: 'Paused',
  stopping: 'Stopping and saving',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

/** A span of time as people say it, two units at most: "45 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return withRest(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return withRest(hours, 'h', minutes % 60, 'min');
  return withRest(Math.floor(hours / 24), 'days', hours % 24, 'h');
}

const withRest = (whole: number, unit: string, rest: number, restUnit: string): string =>
  rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${restUnit}`;

/** Three decimals, as a loss is read. A diverged run has losses that are no numbers. */
export const formatLoss = (loss: number | null): string => loss?.toFixed(3) ?? 'not a number';

/** Whole numbers with thousands separators. */
export const formatCount = (count: number): string => Math.round(count).toLocaleString('en-US');

/** A learning rate in two significant digits: "1.5e-4". */
export const formatRate = (rate: number): string => (rate === 0 ? '0' : rate.toExponential(1));

/** A relative change with its sign: "−12 %". The minus is a minus sign, not a hyphen. */
export function formatChange(before: number, now: number): string {
  const percent = Math.round((now / before - 1) * 100);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`;
}
