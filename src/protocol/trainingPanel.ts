/**
 * The wire between the extension and the training panel. The panel says `ready` (again after every reload) and gets a
 * `snapshot`; then `delta`s. A delta that does not follow what the panel holds is answered with another `ready`.
 */
export const TRAINING_PANEL_PROTOCOL_VERSION = 1;

export type PanelRunState =
  'starting' | 'running' | 'paused' | 'stopping' | 'finished' | 'stopped' | 'failed' | 'interrupted';

export type StepPoint = {
  step: number;
  /** Which pass over the data, from 1. */
  epoch: number;
  /** Mean cross-entropy in nats over the step's trained tokens; null when it was no finite number. */
  loss: number | null;
  learningRate: number;
  gradientNorm: number | null;
};
export type EvaluationPoint = { step: number; loss: number | null };

/** Everything but the points: small, sent whole each time. */
export type PanelRunStatus = {
  /** Absolute path of the run folder: the run's identity. */
  folder: string;
  name: string;
  dataset: string;
  base: string;
  method: string;
  state: PanelRunState;
  /** What went wrong and the next step, when the state asks for it. */
  message: string | null;
  totalSteps: number;
  epochs: number;
  /** Tokens a second over the last steps; null before the first. */
  tokensPerSecond: number | null;
  /** Expected rest of the run; null when it is not running or not known yet. */
  remainingMs: number | null;
};

export type TrainingView = { status: PanelRunStatus; steps: StepPoint[]; evaluations: EvaluationPoint[] };

export type ToTrainingPanel =
  /** `view` is null when the workspace has no run. */
  | { type: 'snapshot'; version: number; view: TrainingView | null }
  /** `fromStep`, `fromEvaluation`: how many points the panel must already hold. */
  | {
      type: 'delta';
      status: PanelRunStatus;
      fromStep: number;
      steps: StepPoint[];
      fromEvaluation: number;
      evaluations: EvaluationPoint[];
    };

export type FromTrainingPanel =
  | { type: 'ready'; version: number }
  | { type: 'stop' }
  | { type: 'resume' }
  | { type: 'openPlayground' }
  | { type: 'showLog' }
  | { type: 'fineTune' };

/** What the panel leaves for a restored window. */
export type TrainingPanelState = { run: string };
