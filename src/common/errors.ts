/**
 * Every failure that a user can meet, as named factories: what is wrong, where, and the next step.
 * Anything else that is thrown is a defect, and is reported as one (with its stack, in a log).
 */

/** A failure the user can do something about. `code` is stable; `message` is for reading; `next` is the next step. */
export class UserError extends Error {
  readonly code: string;
  readonly next: string;

  constructor(code: string, message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
    this.next = next;
  }
}

/** One line for a terminal or a notification: the message and the next step, never a stack. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.next === '' ? error.message : `${error.message} ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}

export const errors = {
  usage: (message: string, next: string) => new UserError('usage', message, next),
  fileNotFound: (path: string, cause?: unknown) =>
    new UserError('file-not-found', `There is no file at ${path}.`, 'Check the path.', { cause }),
  fileUnreadable: (path: string, cause: unknown) =>
    new UserError('file-unreadable', `${path} cannot be read: ${describeError(cause)}.`, 'Check its permissions.', {
      cause,
    }),
  diskFull: (path: string, cause?: unknown) =>
    new UserError(
      'disk-full',
      `The disk is full: ${path} could not be written.`,
      'Free some space; what was there before is unchanged.',
      { cause },
    ),
  notWritable: (path: string, cause: unknown) =>
    new UserError(
      'not-writable',
      `${path} cannot be written: ${describeError(cause)}.`,
      'Choose another folder or check its permissions.',
      { cause },
    ),
  // Recipes and training
  recipeInvalid: (problems: string[]) =>
    new UserError(
      'recipe-invalid',
      `The settings are not valid: ${problems.join('; ')}.`,
      'Correct them and try again.',
    ),
  checkpointMismatch: (problems: string[]) =>
    new UserError(
      'checkpoint-mismatch',
      `The checkpoint does not belong to this run: ${problems.slice(0, 5).join('; ')}.`,
      'Resume with the same data, base and settings, or start a new run.',
    ),
  nothingToTrain: (message: string) =>
    new UserError(
      'nothing-to-train',
      message,
      `Run "tunewright check" on the dataset; rows need an answer that is not empty.`,
    ),
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
} as const;
