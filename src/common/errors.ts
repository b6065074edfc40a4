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
} as const;
