/** Training runs. */
import { UserError } from './userError.ts';

export const runErrors = {
  recipeInvalid: (problems: string[]) =>
    new UserError(
      'recipe-invalid',
      `The settings are not valid: ${problems.join('; ')}.`,
      `Correct ${problems.length === 1 ? 'this' : 'them'} and try again.`,
    ),
  checkpointMismatch: (problems: string[]) =>
    new UserError(
      'checkpoint-mismatch',
      `The checkpoint does not belong to this run: ${problems.slice(0, 5).join('; ')}.`,
      'Resume with the same data, base and settings, or start a new run.',
    ),
  nothingToTrain: (
    message: string,
    next = 'Run "tunewright check" on the dataset: it says what is wrong with which row.',
  ) => new UserError('nothing-to-train', message, next),
  zeroWeight: (rows: number[]) =>
    new UserError(
      'zero-weight',
      `No token of this step counts in the loss (rows ${rows.slice(0, 8).join(', ')}).`,
      'Give these rows an answer, or remove them.',
    ),
  nonFinite: (what: string, step: number) =>
    new UserError(
      'non-finite',
      `The ${what} of step ${step} is not a finite number; the weights keep what step ${step - 1} left.`,
      'Try a lower learning rate, or look at the rows of this step.',
    ),
  runWithoutResult: (path: string) =>
    new UserError(
      'run-without-result',
      `The run at ${path} has not saved a model yet.`,
      'Wait until it has finished, or resume it if it was interrupted.',
    ),
  runNotFound: (path: string) =>
    new UserError('run-not-found', `${path} is not a run folder.`, 'Run "tunewright runs" for the list.'),
  runUnreadable: (path: string, why: string) =>
    new UserError('run-unreadable', `The run cannot be read: ${path} ${why}.`, 'Start a new run.'),
  runLocked: (path: string, pid: number | undefined, host: string | undefined) =>
    new UserError(
      'run-locked',
      `Another trainer is at work on this run${pid === undefined ? '' : ` (process ${pid} on ${host ?? 'this machine'})`}: ${path}.`,
      'Stop it first, or wait until it is done.',
    ),
  runTaken: (path: string) =>
    new UserError(
      'run-taken',
      `This trainer no longer owns its run: ${path} is gone or another's.`,
      'Nothing more was written; look at the run again.',
    ),
  runNotRunning: (path: string) =>
    new UserError('run-not-running', `No trainer is at work on ${path}.`, 'Resume the run first.'),
  runFinished: (path: string) =>
    new UserError('run-finished', `The run at ${path} is finished.`, 'There is nothing to resume; start a new run.'),
  runChanged: (path: string, what: string) =>
    new UserError(
      'run-changed',
      `The run at ${path} cannot go on exactly as it began: ${what}.`,
      'Put back what it began with, or start a new run.',
    ),
  snapshotDamaged: (path: string, cause?: unknown) =>
    new UserError(
      'snapshot-damaged',
      `The rows this run trains on cannot be read from ${path}.`,
      'Start a new run from the dataset.',
      { cause },
    ),
  noRun: (what: string) =>
    new UserError('no-run', `There is no run ${what}.`, 'Run "Tunewright: Fine-tune Model" to start one.'),
} as const;
