/** Heavy work of the editor: one command of our own command line in a child process, so that the extension host stays free. */
import { spawn } from 'node:child_process';
import type { CancellationToken } from 'vscode';
import { entryPath } from '../common/entries.ts';
import { errors, UserError } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';
import { childWords } from './childWords.ts';
import type { NodeRuntime } from './nodeRuntime.ts';

export type CliOutcome = { code: number; stdout: string };

/** Thrown when the user cancelled: nothing to report. */
export class Cancelled extends Error {}

/**
 * Runs `tunewright <args>` to its end. `accept` names the exit codes that are answers; any other is thrown as the
 * UserError that the command printed. Throws Cancelled when the token says so.
 */
export function runCliChild(
  args: readonly string[],
  runtime: NodeRuntime,
  token: CancellationToken,
  accept: readonly number[] = [0],
): Promise<CliOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(runtime.executable, [entryPath('cli'), ...args], {
      env: runtime.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const cancellation = token.onCancellationRequested(() => child.kill('SIGKILL'));
    child.on('error', (error) => {
      cancellation.dispose();
      reject(errors.childNotStarted(runtime.executable, error));
    });
    child.on('close', (code, signal) => {
      cancellation.dispose();
      if (token.isCancellationRequested) reject(new Cancelled());
      else if (code !== null && accept.includes(code)) resolve({ code, stdout });
      else reject(failure(args, stderr, code === null ? `killed by ${signal ?? 'a signal'}` : `exit code ${code}`));
    });
  });
}

/** The command's own words; it prints one line, the message and the next step. */
function failure(args: readonly string[], stderr: string, how: string): UserError {
  const prefix = `${PRODUCT.command}: `;
  const line = stderr.split('\n').findLast((text) => text.startsWith(prefix));
  return line === undefined
    ? errors.childFailed(how, stderr.trim())
    : new UserError('cli', childWords(line.slice(prefix.length), args), '');
}
