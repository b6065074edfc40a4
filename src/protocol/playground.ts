/**
 * The wire between the extension and the playground. The page says `ready` (again after every reload) and gets a
 * `snapshot`; then whole panes and pieces of text. A piece that does not follow what the page holds is answered with
 * another `ready`.
 */
import type { StopReason } from '../inference/answer.ts';

export const PLAYGROUND_PROTOCOL_VERSION = 1;

export const SIDES = ['base', 'tuned'] as const;
export type Side = (typeof SIDES)[number];

/** A run with a result that can be asked. */
export type RunChoice = {
  /** Absolute path of the run folder: the run's identity. */
  folder: string;
  name: string;
  /** Name of the base it was tuned from: the other side of the comparison. */
  base: string;
};

/** `waiting`: for its turn. */
type PaneState = 'empty' | 'waiting' | 'loading' | 'answering' | 'done' | 'failed';

export type Pane = {
  state: PaneState;
  /** Name of the model that answers, or would; null when there is none. */
  model: string | null;
  text: string;
  /** Tokens so far. */
  nTokens: number;
  /** Of a whole answer: its token ids, why it ended and how long it took (without loading). */
  answer: { ids: number[]; stop: StopReason; milliseconds: number } | null;
  /** Why it failed, and the next step. */
  problem: { message: string; next: string } | null;
};

export type PlaygroundView = {
  runs: RunChoice[];
  /** Folder of the chosen run; null when there is none. */
  run: string | null;
  /** What the panes answer; null before the first question. */
  question: string | null;
  panes: Record<Side, Pane>;
};

export type ToPlayground =
  | { type: 'snapshot'; version: number; view: PlaygroundView }
  | { type: 'pane'; side: Side; pane: Pane }
  /** `from`: how many UTF-16 units the pane's text must already have. */
  | { type: 'text'; side: Side; from: number; text: string; nTokens: number };

export type FromPlayground =
  | { type: 'ready'; version: number }
  | { type: 'ask'; prompt: string; maxTokens: number }
  | { type: 'stop' }
  | { type: 'choose'; run: string }
  | { type: 'fineTune' };

/** What the page leaves for its own reload and for a restored window. */
export type PlaygroundState = { prompt: string; maxTokens: string; run: string | null };
