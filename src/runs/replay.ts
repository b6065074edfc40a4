/** From a run's events to what is true of it now. Every reader (panel, status bar, `runs`, the trainer on resume) goes through this, so they agree. */
import type { RunEvent } from '../training/events.ts';
import { parseEventLine } from './eventLine.ts';

export type RunStatus = 'running' | 'paused' | 'finished' | 'stopped' | 'failed' | 'interrupted';

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

export type RunState = {
  /** What the events say; readers turn `running` and `paused` into `interrupted` when no trainer lives (withLiveness). */
  status: RunStatus;
  started: EventOf<'started'> | undefined;
  /** Each step once, ascending. */
  steps: EventOf<'step'>[];
  /** Each evaluated step once, ascending; step 0 is before training. */
  evaluations: EventOf<'evaluation'>[];
  checkpoints: EventOf<'checkpoint'>[];
  health: EventOf<'health'>[];
  /** The last one, if the run is over. */
  finished: EventOf<'finished'> | undefined;
  failed: EventOf<'failed'> | undefined;
  /** Last step that counts; 0 before the first. */
  step: number;
  /** How often it was resumed. */
  nResumed: number;
  lastTime: string | undefined;
  nUnknown: number;
  nUnreadable: number;
};

/** A replay under way: give it complete lines, or events, in file order. */
export type Replay = {
  readonly state: Readonly<RunState>;
  line(text: string): void;
  event(event: RunEvent): void;
};

/** `from`: what earlier events have said; left as it is. */
export function createReplay(from: Readonly<RunState> = emptyState()): Replay {
  const { steps, evaluations, checkpoints, health } = from;
  const state: RunState = {
    ...from,
    steps: [...steps],
    evaluations: [...evaluations],
    checkpoints: [...checkpoints],
    health: [...health],
  };
  return {
    state,
    line(text) {
      if (text.trim() === '') return; // a closed torn line of no characters
      const parsed = parseEventLine(text);
      if (parsed.kind === 'unknown') state.nUnknown++;
      else if (parsed.kind === 'unreadable') state.nUnreadable++;
      else apply(state, parsed.event);
    },
    event: (event) => apply(state, event),
  };
}

const emptyState = (): RunState => ({
  status: 'running',
  started: undefined,
  steps: [],
  evaluations: [],
  checkpoints: [],
  health: [],
  finished: undefined,
  failed: undefined,
  step: 0,
  nResumed: 0,
  lastTime: undefined,
  nUnknown: 0,
  nUnreadable: 0,
});

/** Replays a whole file. Text after the last newline is a write under way, or torn: not a line yet. */
export function replayText(text: string): RunState {
  const replay = createReplay();
  for (const line of text.split('\n').slice(0, -1)) replay.line(line);
  return replay.state;
}

/** The status as a reader should show it: a run that says it is running while no trainer lives was interrupted. */
export function withLiveness(status: RunStatus, trainerLives: boolean): RunStatus {
  return (status === 'running' || status === 'paused') && !trainerLives ? 'interrupted' : status;
}

function apply(state: RunState, event: RunEvent): void {
  state.lastTime = event.time;
  switch (event.type) {
    case 'started':
      state.started = event;
      reopen(state);
      return;
    case 'resumed':
      state.nResumed++;
      for (const list of [state.steps, state.evaluations, state.checkpoints, state.health])
        dropAfter(list, event.fromStep);
      state.step = event.fromStep;
      reopen(state);
      return;
    case 'step':
      put(state.steps, event);
      state.step = event.step;
      return;
    case 'evaluation':
      put(state.evaluations, event);
      return;
    case 'checkpoint':
      put(state.checkpoints, event);
      return;
    case 'health':
      state.health.push(event);
      return;
    case 'paused':
      state.status = 'paused';
      return;
    case 'finished':
      state.finished = event;
      state.status = event.reason === 'stopped' ? 'stopped' : 'finished';
      return;
    case 'failed':
      state.failed = event;
      state.status = 'failed';
      return;
  }
}

function reopen(state: RunState): void {
  state.status = 'running';
  state.finished = undefined;
  state.failed = undefined;
}

function dropAfter(list: { step: number }[], step: number): void {
  const keep = list.filter((item) => item.step <= step);
  list.splice(0, list.length, ...keep);
}

/** Keeps the list ascending with each step once; the later event wins. Appending is the common case. */
function put<T extends { step: number }>(list: T[], item: T): void {
  let at = list.length;
  while (at > 0 && list[at - 1]!.step > item.step) at--;
  if (at > 0 && list[at - 1]!.step === item.step) list[at - 1] = item;
  else list.splice(at, 0, item);
}
