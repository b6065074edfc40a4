/** From a run's replay to what the training panel and the status bar show. Pure: knows neither editor nor disk. */
import {
  TRAINING_PANEL_PROTOCOL_VERSION,
  type EvaluationPoint,
  type PanelRunState,
  type PanelRunStatus,
  type StepPoint,
  type ToTrainingPanel,
  type TrainingView,
} from '../protocol/trainingPanel.ts';
import { progressOf } from '../runs/progress.ts';
import type { RunState } from '../runs/replay.ts';

/** What a run folder says about itself and never changes. */
export type RunFacts = { folder: string; name: string; dataset: string; base: string; method: string; epochs: number };

/** `stopRequested`: this window asked the trainer to stop, and it has not ended yet. */
export function panelStatus(facts: RunFacts, state: Readonly<RunState>, stopRequested: boolean): PanelRunStatus {
  const progress = progressOf(state);
  const shown = panelState(state, stopRequested);
  return {
    ...facts,
    state: shown,
    message: messageOf(state),
    totalSteps: progress.totalSteps ?? 0,
    tokensPerSecond: progress.tokensPerSecond ?? null,
    remainingMs: shown === 'running' ? (progress.remainingMs ?? null) : null,
  };
}

function panelState(state: Readonly<RunState>, stopRequested: boolean): PanelRunState {
  if (state.status !== 'running' && state.status !== 'paused') return state.status;
  if (stopRequested) return 'stopping';
  return state.status === 'running' && state.started === undefined ? 'starting' : state.status;
}

function messageOf(state: Readonly<RunState>): string | null {
  if (state.status === 'failed' && state.failed !== undefined)
    return `${state.failed.message} ${state.failed.next}`.trim();
  if (state.status !== 'interrupted') return null;
  const saved = state.checkpoints.at(-1);
  return saved === undefined
    ? 'The trainer ended before it saved anything. Resume starts from the first step; the log may say why it ended.'
    : `The trainer ended without finishing. Resume goes on from step ${saved.step}; the log may say why it ended.`;
}

export function trainingView(facts: RunFacts, state: Readonly<RunState>, stopRequested: boolean): TrainingView {
  return {
    status: panelStatus(facts, state, stopRequested),
    steps: stepPoints(state.steps),
    evaluations: evaluationPoints(state.evaluations),
  };
}

const stepPoints = (steps: RunState['steps']): StepPoint[] =>
  steps.map(({ step, epoch, loss, learningRate, gradientNorm }) => ({
    step,
    epoch: epoch + 1,
    loss: finite(loss),
    learningRate,
    gradientNorm: finite(gradientNorm),
  }));

const evaluationPoints = (evaluations: RunState['evaluations']): EvaluationPoint[] =>
  evaluations.map(({ step, loss }) => ({ step, loss: finite(loss) }));

/** JSON has no NaN: events of a diverged run hold null where they promise a number. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Remembers what the panel was told, and says the least that brings it up to date. */
export type TrainingFeed = {
  /** The panel is new, or lost track. */
  reset(): void;
  next(facts: RunFacts, state: Readonly<RunState>, stopRequested: boolean): ToTrainingPanel;
};

export function createTrainingFeed(): TrainingFeed {
  /** Of the last message: the run and its segment, and which points were sent. */
  let sent: { folder: string; nResumed: number; steps: Sent; evaluations: Sent } | undefined;
  return {
    reset: () => (sent = undefined),
    next(facts, state, stopRequested) {
      const before = sent;
      sent = {
        folder: facts.folder,
        nResumed: state.nResumed,
        steps: sentOf(state.steps),
        evaluations: sentOf(state.evaluations),
      };
      // Points that were dropped by a resume, or replaced, cannot be told as additions.
      const follows =
        before?.folder === facts.folder &&
        before.nResumed === state.nResumed &&
        isPrefix(before.steps, state.steps) &&
        isPrefix(before.evaluations, state.evaluations);
      if (!follows) {
        const view = trainingView(facts, state, stopRequested);
        return { type: 'snapshot', version: TRAINING_PANEL_PROTOCOL_VERSION, view };
      }
      return {
        type: 'delta',
        status: panelStatus(facts, state, stopRequested),
        fromStep: before.steps.count,
        steps: stepPoints(state.steps.slice(before.steps.count)),
        fromEvaluation: before.evaluations.count,
        evaluations: evaluationPoints(state.evaluations.slice(before.evaluations.count)),
      };
    },
  };
}

type Sent = { count: number; newestSeq: number };
type Numbered = readonly { seq: number }[];

const sentOf = (events: Numbered): Sent => ({
  count: events.length,
  newestSeq: events.reduce((newest, { seq }) => Math.max(newest, seq), 0),
});

/** Whatever was replaced or squeezed in since carries a newer number. */
const isPrefix = ({ count, newestSeq }: Sent, events: Numbered): boolean =>
  events.length >= count && events.slice(0, count).every(({ seq }) => seq <= newestSeq);
