/** What every failure that a user can meet is. Made by the factories of src/common/errors.ts alone. */
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
