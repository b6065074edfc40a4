/** The status bar item: progress of the run that trains; gone when none does. A click shows the training panel. */
import { StatusBarAlignment, window } from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { PRODUCT } from '../common/product.ts';
import { formatDuration, formatLoss, STATE_WORDS } from '../protocol/trainingWords.ts';
import type { MonitoredRun, RunMonitor } from './runMonitor.ts';

export function createStatusBar(monitor: RunMonitor): Disposable {
  const owned = new DisposableList();
  const item = owned.add(window.createStatusBarItem('tunewright.training', StatusBarAlignment.Left));
  item.name = `${PRODUCT.name} training`;
  item.command = 'tunewright.showTraining';
  const update = (): void => {
    const runs = monitor.active();
    const newest = runs.at(-1);
    if (newest === undefined) {
      item.hide();
      return;
    }
    item.text = `$(mortar-board) ${PRODUCT.name}: ${progressWords(newest)}`;
    item.tooltip = runs.map(tooltip).join('\n\n');
    item.accessibilityInformation = { label: `${PRODUCT.name} training, ${progressWords(newest)}`, role: 'button' };
    item.show();
  };
  owned.add(monitor.onDidChange(update));
  return owned;
}

/** "42 % loss 1.23", or the state's word while there is no step. */
function progressWords({ state, status }: MonitoredRun): string {
  const last = state.steps.at(-1);
  if (last === undefined || status.state !== 'running') return STATE_WORDS[status.state].toLowerCase();
  return `${percent(last.step, status.totalSteps)} % loss ${last.loss.toFixed(2)}`;
}

const percent = (step: number, totalSteps: number): number => Math.floor((100 * step) / Math.max(1, totalSteps));

function tooltip({ state, status }: MonitoredRun): string {
  const last = state.steps.at(-1);
  const evaluation = state.evaluations.at(-1);
  return [
    `${status.name}: ${STATE_WORDS[status.state].toLowerCase()}`,
    `${status.dataset}, ${status.base}, ${status.method}`,
    last === undefined ? '' : `Step ${last.step} of ${status.totalSteps}, loss ${formatLoss(last.loss)}`,
    evaluation === undefined ? '' : `Validation loss ${formatLoss(evaluation.loss)}`,
    status.remainingMs === null ? '' : `About ${formatDuration(status.remainingMs)} left`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
