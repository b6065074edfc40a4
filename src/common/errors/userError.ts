/** What every failure that a user can meet is. Made by the factories of src/common/errors.ts alone. */
/** A failure the user can do something about. `code` is stable; `message` is for reading; `next` is the next step. */
const MARK = Symbol.for('tunewright.UserError');

export class UserError extends Error {
  readonly code: string;
  readonly next: string;

  constructor(code: string, message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
    this.next = next;
  }

  /** By its mark: the command line is two bundles (src/cli/models.ts), each with a class of its own. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && MARK in value;
  }

  readonly [MARK] = true;
}

/** One line for a terminal or a notification: the message and the next step, never a stack. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.next === '' ? error.message : `${error.message} ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}
