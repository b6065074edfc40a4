/** Failures as notifications: one clear message with the next step, as a button where there is one. Defects go to the log with their stack. */
import { commands, window, type LogOutputChannel } from 'vscode';
import { describeError, UserError } from '../common/errors.ts';

export type Messages = {
  /** Runs an action of the user; whatever it throws is shown, never left unhandled. */
  guard: <Arguments extends unknown[]>(
    action: (...args: Arguments) => Promise<void>,
  ) => (...args: Arguments) => Promise<void>;
  show: (error: unknown) => void;
};

type Offer = { title: string; command: string; argument?: string };

const CHECK: Offer = { title: 'Check Dataset', command: 'tunewright.checkDataset' };
const CHOOSE_NODE: Offer = {
  title: 'Open Settings',
  command: 'workbench.action.openSettings',
  argument: 'tunewright.nodePath',
};

/** What helps, by the error's code. */
const OFFERS: Record<string, Offer | undefined> = {
  'format-unknown': CHECK,
  'nothing-to-train': CHECK,
  'no-node': CHOOSE_NODE,
  'child-not-started': CHOOSE_NODE,
  'no-brief': { title: 'Open Brief', command: 'tunewright.openBrief' },
  'no-run': { title: 'Fine-tune Model', command: 'tunewright.fineTune' },
};

export function createMessages(log: LogOutputChannel): Messages {
  const showUserError = async (error: UserError): Promise<void> => {
    log.info(`${error.code}: ${describeError(error)}`);
    const offer = OFFERS[error.code];
    const titles = offer === undefined ? [] : [offer.title];
    const chosen = await window.showErrorMessage(describeError(error), ...titles);
    if (chosen !== undefined && offer !== undefined) await commands.executeCommand(offer.command, offer.argument);
  };
  const showDefect = async (error: unknown): Promise<void> => {
    log.error(error instanceof Error ? error : String(error));
    const chosen = await window.showErrorMessage(`Something went wrong: ${describeError(error)}`, 'Show log');
    if (chosen !== undefined) log.show();
  };
  const show = (error: unknown): void => void (error instanceof UserError ? showUserError(error) : showDefect(error));
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
