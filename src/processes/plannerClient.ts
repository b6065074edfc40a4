/** The parent's side of the planner child: one child a plan, ended by `dispose`. */
import { fork } from 'node:child_process';
import { entryPath } from '../common/entries.ts';
import { errors, UserError } from '../common/errors.ts';
import type { Disposable } from '../common/lifetime.ts';
import type { NodeExecutable } from './nodeExecutable.ts';
import type { FromPlanner, ToPlanner } from './plannerMessages.ts';
import type { RunSummary } from './preflight.ts';

export type Planner = Disposable & {
  /** Throws every UserError that the run would fail with before its first step. */
  plan(settings: Record<string, unknown>, text: string | undefined): Promise<RunSummary>;
  /** Starts the planned run and resolves to its folder once its trainer is at work; on failure nothing is left behind. */
  start(workspace: string): Promise<string>;
};

export function startPlanner(node: NodeExecutable, log: (text: string) => void): Planner {
  const child = fork(entryPath('planner'), [], {
    execPath: node.path,
    execArgv: [],
    env: node.env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  child.stderr?.setEncoding('utf8').on('data', log);
  let ended: UserError | undefined;
  let waiting: { resolve(message: FromPlanner): void; reject(error: UserError): void } | undefined;
  const end = (error: UserError): void => {
    ended ??= error;
    waiting?.reject(ended);
    waiting = undefined;
  };
  child.on('error', (error) => end(errors.childNotStarted(node.path, error)));
  child.on('exit', (code, signal) => end(errors.childFailed(signal ?? `exit code ${code ?? 'unknown'}`, '')));
  child.on('message', (message) => {
    // Only our own child of this very build speaks here.
    waiting?.resolve(message as FromPlanner);
    waiting = undefined;
  });
  const ask = async (message: ToPlanner): Promise<FromPlanner> => {
    const answer = await new Promise<FromPlanner>((resolve, reject) => {
      if (ended !== undefined) {
        reject(ended);
        return;
      }
      waiting = { resolve, reject };
      child.send(message);
    });
    if (answer.type === 'failure') throw new UserError(answer.code, answer.message, answer.next);
    return answer;
  };
  return {
    async plan(settings, text) {
      const answer = await ask({ type: 'plan', settings, text: text ?? null });
      if (answer.type !== 'planned') throw errors.childFailed(`it answered ${answer.type}`, '');
      return answer.summary;
    },
    async start(workspace) {
      const answer = await ask({ type: 'start', workspace });
      if (answer.type !== 'started') throw errors.childFailed(`it answered ${answer.type}`, '');
      return answer.folder;
    },
    // The child ends when its parent is gone, but never in the middle of starting a run.
    dispose: () => {
      if (child.connected) child.disconnect();
      end(errors.childFailed('it was cancelled', ''));
    },
  };
}
