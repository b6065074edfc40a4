/** Processes of ours that do not start, or end too early. */
import { PRODUCT } from '../product.ts';
import { describeError, UserError } from './userError.ts';

export const processErrors = {
  inferenceExited: (reason: string) =>
    new UserError('inference-exited', `The process that answers prompts ended: ${reason}.`, 'Ask again to restart it.'),
  inferenceMessage: (reason: string) =>
    new UserError(
      'inference-message',
      `A request to the process that answers prompts was not understood: ${reason}.`,
      'Reload the window, then ask again.',
    ),
  inferenceProtocol: (theirs: string) =>
    new UserError(
      'inference-protocol',
      `The process that answers prompts is of another version (${theirs}).`,
      'Reload the window to start the installed one.',
    ),
  noNode: (tried: string[]) =>
    new UserError(
      'no-node',
      `No Node was found that can run the training engine (${tried.join('; ')}).`,
      `Install Node ${PRODUCT.oldestNode} or newer, or set tunewright.nodePath to one.`,
    ),
  trainerDied: (how: string, log: string) =>
    new UserError('trainer-died', `The trainer ended without a word (${how}).`, `Its log is ${log}.`),
  childNotStarted: (executable: string, cause: unknown) =>
    new UserError(
      'child-not-started',
      `${executable} cannot be started: ${describeError(cause)}.`,
      `Set "tunewright.nodePath" to a Node.js ${PRODUCT.oldestNode} or newer.`,
      { cause },
    ),
  childFailed: (how: string, output: string) =>
    new UserError(
      'child-failed',
      `The work could not be finished (${how}).`,
      output === '' ? 'Try again.' : `It said: ${output.slice(-500)}`,
    ),
} as const;
