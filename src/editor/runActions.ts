/** What can be done with a run, whichever button, notification or command asks for it. */
import { stat } from 'node:fs/promises';
import { Uri, window } from 'vscode';
import { errors } from '../common/errors.ts';
import { launchTrainer } from '../processes/launchTrainer.ts';
import { formatDuration, STATE_WORDS } from '../protocol/trainingWords.ts';
import type { ListedRun } from '../runs/list.ts';
import { runPaths } from '../runs/runFolder.ts';
import type { RunMonitor } from './runMonitor.ts';
import { allRuns } from './runs.ts';
import { readSettings } from './settings.ts';
import { requireTrust } from './trust.ts';

export type RunActions = {
  stop: (folder: string) => Promise<void>;
  resume: (folder: string) => Promise<void>;
  showLog: (folder: string) => Promise<void>;
  newestRun: () => Promise<string | undefined>;
  /** Stops the run that trains; asks which, if there are several. */
  stopAny: () => Promise<void>;
  /** Resumes the newest run that can be; asks which, if there are several. */
  resumeAny: () => Promise<void>;
};

export function createRunActions(
  monitor: RunMonitor,
  roots: () => readonly string[],
  log: (text: string) => void,
): RunActions {
  const resume = async (folder: string): Promise<void> => {
    if (!(await requireTrust('Training'))) return;
    const { nodePath } = readSettings(Uri.file(folder));
    await launchTrainer(folder, nodePath === undefined ? {} : { nodePath });
    monitor.follow(folder);
  };
  return {
    stop: (folder) => monitor.stop(folder),
    resume,
    async showLog(folder) {
      const path = runPaths(folder).log;
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      if (size > 0) await window.showTextDocument(Uri.file(path), { preview: true });
      else void window.showInformationMessage('The log is empty: the trainer had nothing to report.');
    },
    async newestRun() {
      const active = monitor.active().at(-1);
      return active?.facts.folder ?? (await allRuns(roots(), log))[0]?.folder;
    },
    async stopAny() {
      const active = monitor.active();
      if (active.length === 0) throw errors.noRun('in progress');
      const choice = await pickOne(
        'Which run should stop?',
        active.map(({ facts, state }) => ({
          label: facts.name,
          description: `step ${state.step}`,
          folder: facts.folder,
        })),
      );
      if (choice !== undefined) await monitor.stop(choice);
    },
    async resumeAny() {
      const resumable = (await allRuns(roots(), log)).filter(canResume);
      if (resumable.length === 0) throw errors.noRun('that can be resumed');
      const choice = await pickOne('Which run should go on?', resumable.map(resumeItem));
      if (choice !== undefined) await resume(choice);
    },
  };
}

const canResume = ({ state }: ListedRun): boolean =>
  state.status === 'stopped' || state.status === 'interrupted' || state.status === 'failed';

type RunItem = { label: string; description: string; folder: string };

function resumeItem({ folder, manifest, state }: ListedRun): RunItem {
  const word = state.status === 'running' ? '' : STATE_WORDS[state.status].toLowerCase();
  const age = formatDuration(Date.now() - Date.parse(manifest.createdAt));
  return { label: manifest.name, description: `${word} at step ${state.step}, started ${age} ago`, folder };
}

async function pickOne(question: string, items: RunItem[]): Promise<string | undefined> {
  if (items.length === 1) return items[0]!.folder;
  return (await window.showQuickPick(items, { placeHolder: question }))?.folder;
}
