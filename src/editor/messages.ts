/** Failures as notifications: one clear message with the next step. Defects go to the log with their stack. */
import { window, type LogOutputChannel } from 'vscode';
import { describeError, UserError } from '../common/errors.ts';

const SHOW_LOG = 'Show log';

export type Messages = {
  /** Runs an action of the user; whatever it throws is shown, never left unhandled. */
  guard: <Arguments extends unknown[]>(
    action: (...args: Arguments) => Promise<void>,
  ) => (...args: Arguments) => Promise<void>;
  show: (error: unknown) => void;
};

export function createMessages(log: LogOutputChannel): Messages {
  const show = (error: unknown): void => {
    if (error instanceof UserError) {
      log.info(`${error.code}: ${describeError(error)}`);
      void window.showErrorMessage(describeError(error));
      return;
    }
    log.error(error instanceof Error ? error : String(error));
    void window.showErrorMessage(`Something went wrong: ${describeError(error)}`, SHOW_LOG).then((choice) => {
      if (choice === SHOW_LOG) log.show();
    });
  };
  return {
    show,
    guard:
      (action) =>
      async (...args) => {
        try {
          await action(...args);
        } catch (error) {
          show(error);
        }
      },
  };
}
