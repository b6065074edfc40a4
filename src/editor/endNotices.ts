/** Says once that a run ended, and offers what comes next. */
import { window } from 'vscode';
import type { Disposable } from '../common/lifetime.ts';
import { formatLoss } from '../protocol/trainingWords.ts';
import type { MonitoredRun, RunMonitor } from './runMonitor.ts';

export type EndActions = {
  openPlayground: (folder: string) => Promise<void>;
  showTraining: (folder: string) => Promise<void>;
  showLog: (folder: string) => Promise<void>;
  resume: (folder: string) => Promise<void>;
};

export function announceEnds(monitor: RunMonitor, actions: EndActions, onError: (error: unknown) => void): Disposable {
  return monitor.onDidEnd((run) => void announce(run, actions).catch(onError));
}

async function announce({ facts, state, status }: MonitoredRun, actions: EndActions): Promise<void> {
  const playground = { title: 'Open Playground', act: actions.openPlayground };
  const training = { title: 'Show Training', act: actions.showTraining };
  const log = { title: 'Show log', act: actions.showLog };
  const resume = { title: 'Resume', act: actions.resume };
  const what = `Fine-tuning on ${facts.dataset}`;
  const { folder } = facts;
  switch (status.state) {
    case 'finished':
    case 'stopped': {
      const verb = status.state === 'finished' ? 'finished' : `stopped at step ${state.step} and was saved`;
      const chosen = await window.showInformationMessage(`${what} ${verb}.${validation(state)}`, playground, training);
      return chosen?.act(folder);
    }
    case 'failed':
    case 'interrupted': {
      const verb = status.state === 'failed' ? 'failed' : 'was interrupted';
      const message = `${what} ${verb}. ${status.message ?? ''}`.trim();
      const chosen = await window.showErrorMessage(message, resume, training, log);
      return chosen?.act(folder);
    }
    case 'starting':
    case 'running':
    case 'paused':
    case 'stopping':
      return undefined; // not an end
  }
}

function validation(state: MonitoredRun['state']): string {
  const before = state.evaluations[0];
  const after = state.evaluations.at(-1);
  return before === undefined || after === undefined || before === after
    ? ''
    : ` Validation loss ${formatLoss(before.loss)} before, ${formatLoss(after.loss)} after.`;
}
