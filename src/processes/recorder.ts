/** Appends a run's events and remembers what they say of it, so that a failure or an end can be told with the right numbers. */
import { appendFile } from 'node:fs/promises';
import { UserError } from '../common/errors.ts';
import type { EventLog } from '../runs/events.ts';
import type { Lock } from '../runs/lock.ts';
import type { RunState } from '../runs/replay.ts';
import type { RunPaths } from '../runs/runFolder.ts';
import type { RunEvent, TrainingEvent } from '../training/events.ts';

/** The event that ended a run, or a part of it. */
export type RunEnd = Extract<RunEvent, { type: 'finished' | 'failed' }>;

export type Recorder = {
  /** Last step that counts. */
  step(): number;
  /** Throws UserError `run-taken` once another trainer owns the run. */
  append(event: TrainingEvent): Promise<RunEvent>;
  /** Makes all that was appended durable. */
  sync(): Promise<void>;
  /** The `failed` event of an error. What is not the user's to mend goes to trainer.log with its stack. */
  fail(error: unknown): Promise<RunEnd>;
};

export function createRecorder(
  paths: RunPaths,
  log: EventLog,
  lock: Pick<Lock, 'requireOurs'>,
  before: RunState,
  onEvent: (event: RunEvent) => void,
): Recorder {
  let step = before.step;
  let validationLoss = before.evaluations.at(-1)?.loss ?? null;

  const append = async (event: TrainingEvent): Promise<RunEvent> => {
    if (event.type === 'step') step = event.step;
    if (event.type === 'resumed') step = event.fromStep;
    if (event.type === 'evaluation') validationLoss = event.loss;
    // A run resumed at its very end evaluates nothing: what was last measured still holds.
    const told =
      event.type === 'finished' ? { ...event, validationLoss: event.validationLoss ?? validationLoss } : event;
    lock.requireOurs();
    const appended = await log.append(told);
    onEvent(appended);
    return appended;
  };

  const fail = async (error: unknown): Promise<RunEnd> => {
    if (!(error instanceof UserError)) await appendFile(paths.log, `${stackOf(error)}\n`).catch(() => undefined);
    const failed = { type: 'failed', step, ...describe(error, paths.log) } as const;
    try {
      return (await append(failed)) as RunEnd;
    } catch (unsaid) {
      if (isTaken(unsaid)) throw unsaid;
      // A full disk may not even take this line: the caller still learns of it, and readers see an interrupted run.
      return { ...failed, seq: 0, time: new Date().toISOString() };
    }
  };

  return { step: () => step, append, sync: () => log.sync(), fail };
}

/** Another trainer owns the run: there is nothing to record. */
export const isTaken = (error: unknown): boolean => error instanceof UserError && error.code === 'run-taken';

function describe(error: unknown, log: string): { code: string; message: string; next: string } {
  if (error instanceof UserError) return { code: error.code, message: error.message, next: error.next };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `Training met a defect: ${message}.`, next: `Details are in ${log}.` };
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
