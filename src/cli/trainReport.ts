/** Progress of a run on standard error: a bar that is redrawn in a terminal, a line every few seconds elsewhere. */
import { formatChange, formatCount, formatDuration, formatLoss } from '../protocol/trainingWords.ts';
import { progressOf } from '../runs/progress.ts';
import { createReplay, type RunState } from '../runs/replay.ts';
import type { RunEvent } from '../training/events.ts';
import type { CliIo } from './command.ts';

export type TrainReport = { event(event: RunEvent): void };

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
const LINE_MS = 5000;
/** Share of the last validation loss; less of a difference is noise. */
const CLEARLY_LOWER = 0.95;

/** `before`: what the run had done when this command came. `now`: a clock, milliseconds. */
export function createTrainReport(
  folder: string,
  epochs: number,
  before: Readonly<RunState>,
  io: Pick<CliIo, 'stderr' | 'interactive'>,
  now: () => number = () => performance.now(),
): TrainReport {
  const replay = createReplay(before);
  let drawnAt = -Infinity;
  let isDrawn = false;

  const clear = () => {
    if (isDrawn) io.stderr('\r\u001b[K');
    isDrawn = false;
  };
  const line = (text: string) => {
    clear();
    io.stderr(`${text}\n`);
  };
  const draw = () => {
    const isDue = now() - drawnAt >= (io.interactive ? REDRAW_MS : LINE_MS);
    if (!isDue && replay.state.step !== replay.state.started?.totalSteps) return;
    drawnAt = now();
    const text = progressLine(replay.state, epochs);
    if (!io.interactive) {
      line(text);
      return;
    }
    clear();
    io.stderr(text);
    isDrawn = true;
  };

  return {
    event(event) {
      replay.event(event);
      const { state } = replay;
      switch (event.type) {
        case 'step':
          draw();
          break;
        case 'evaluation':
          line(`Validation loss ${whenOf(event.step)}: ${formatLoss(event.loss)}`);
          break;
        case 'health':
          line(`Note: ${event.message}${rowsOf(event.rows)}`);
          break;
        case 'paused':
          line(`Paused after step ${event.step}.`);
          break;
        case 'finished':
          for (const text of endLines(folder, event, state)) line(text);
          break;
        case 'failed':
          clear();
          break;
        case 'started':
        case 'resumed':
        case 'checkpoint':
      }
    },
  };
}

const whenOf = (step: number): string => (step === 0 ? 'before training' : `after step ${step}`);

function progressLine(state: Readonly<RunState>, epochs: number): string {
  const { step, totalSteps, tokensPerSecond, remainingMs } = progressOf(state);
  const last = state.steps.at(-1);
  const share = totalSteps === undefined || totalSteps === 0 ? 0 : step / totalSteps;
  const filled = Math.round(share * BAR_WIDTH);
  return [
    `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] ${step}/${totalSteps ?? '?'}`,
    `epoch ${Math.min(epochs, Math.floor(last?.epoch ?? 0) + 1)}/${epochs}`,
    `loss ${last === undefined ? '–' : formatLoss(last.loss)}`,
    ...(tokensPerSecond === undefined ? [] : [`${formatCount(tokensPerSecond)} tokens/s`]),
    ...(remainingMs === undefined || remainingMs === 0 ? [] : [`${formatDuration(remainingMs)} left`]),
  ].join('  ');
}

function endLines(
  folder: string,
  { reason, step, result, validationLoss }: Extract<RunEvent, { type: 'finished' }>,
  state: Readonly<RunState>,
): string[] {
  const first = state.evaluations.find((evaluation) => evaluation.step === 0);
  const measured =
    first === undefined || validationLoss === null
      ? 'Validation loss: not measured, no rows were kept back'
      : `Validation loss ${formatLoss(first.loss)} → ${formatLoss(validationLoss)} (${formatChange(first.loss, validationLoss)})`;
  const end =
    reason === 'stopped'
      ? `Stopped and saved after step ${step}. Go on with: tunewright train --resume "${folder}"`
      : `Finished after ${step} ${step === 1 ? 'step' : 'steps'}.`;
  return [end, measured, ...overfitLines(state, validationLoss), `Result: ${[folder, result].join('/')}`];
}

/** Whether the run has learned for longer than did it good. */
function overfitLines({ evaluations }: Readonly<RunState>, last: number | null): string[] {
  const measured = evaluations.filter((evaluation) => Number.isFinite(evaluation.loss));
  const lowest = measured.toSorted((a, b) => a.loss - b.loss)[0];
  if (lowest === undefined || lowest.step === 0 || last === null || !(lowest.loss < last * CLEARLY_LOWER)) return [];
  return [
    `Lowest validation loss ${formatLoss(lowest.loss)} ${whenOf(lowest.step)}; it has risen since: fewer epochs would do.`,
  ];
}

const rowsOf = (rows: readonly { row: number }[]): string =>
  rows.length === 0
    ? ''
    : ` (rows ${rows
        .slice(0, 8)
        .map(({ row }) => row)
        .join(', ')}${rows.length > 8 ? ', …' : ''})`;
