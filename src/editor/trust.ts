/** What may not happen in a folder that the user has not trusted: loading models, templates and tokenizers, and training. */
import { commands, window, workspace } from 'vscode';

const MANAGE = 'Manage workspace trust';

/** True in a trusted workspace; else says why `what` cannot be done, and offers the way to change that. */
export async function requireTrust(what: string): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const choice = await window.showWarningMessage(
    `${what} is not possible in restricted mode: it would load models and run programs for a folder that you have not trusted. Datasets are still checked.`,
    MANAGE,
  );
  if (choice === MANAGE) await commands.executeCommand('workbench.trust.manage');
  return false;
}
