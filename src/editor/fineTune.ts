/** "Fine-tune Model": from a dataset and a few questions to a run that trains in a process of its own. */
import { access, constants } from 'node:fs/promises';
import { ProgressLocation, window, workspace, type CancellationToken, type Uri } from 'vscode';
import { findNode } from '../processes/nodeExecutable.ts';
import { startPlanner, type Planner } from '../processes/plannerClient.ts';
import type { RunSummary } from '../processes/preflight.ts';
import { chooseDataset, type DatasetFile } from './datasetFile.ts';
import type { FileFormats } from './fileFormats.ts';
import { askFineTuneChoices, type FineTuneChoices } from './fineTuneSteps.ts';
import { planWords } from './planWords.ts';
import { readSettings } from './settings.ts';
import { requireTrust } from './trust.ts';

const START = 'Start training';
const CHANGE = 'Change';

export type FineTuneOptions = {
  /** For runs of datasets outside any writable workspace folder. */
  storage: Uri;
  formats: FileFormats;
  log: (text: string) => void;
  /** The run has begun. */
  onStarted: (folder: string) => Promise<void>;
};

export async function fineTune(called: Uri | undefined, options: FineTuneOptions): Promise<void> {
  if (!(await requireTrust('Fine-tuning a model'))) return;
  const dataset = await chooseDataset(called);
  if (dataset === undefined) return;
  for (;;) {
    const choices = await askFineTuneChoices(readSettings(dataset.uri).baseModel);
    if (choices === undefined) return;
    const answer = await planAndStart(dataset, choices, options);
    if (answer !== 'change') return;
  }
}

async function planAndStart(
  dataset: DatasetFile,
  choices: FineTuneChoices,
  options: FineTuneOptions,
): Promise<'change' | 'done'> {
  const { nodePath, columns, threads } = readSettings(dataset.uri);
  const format = options.formats.get(dataset.uri);
  const settings = {
    ...choices,
    dataset: dataset.path,
    ...(Object.keys(columns).length > 0 ? { columns } : {}),
    ...(format === undefined ? {} : { format }),
    ...(threads === undefined ? {} : { threads }),
  };
  const planned = await withProgress(`Reading ${dataset.name}`, async (token) => {
    const planner = startPlanner(await findNode(nodePath), options.log);
    token.onCancellationRequested(() => planner.dispose());
    try {
      return { planner, summary: await planner.plan(settings, dataset.unsavedText) };
    } catch (error) {
      planner.dispose();
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
  if (planned === undefined) return 'done';
  const { planner, summary } = planned;
  try {
    const answer = await confirm(dataset, choices, summary);
    if (answer === CHANGE) return 'change';
    if (answer === START) await options.onStarted(await start(planner, dataset, options.storage));
    return 'done';
  } finally {
    planner.dispose();
  }
}

function confirm(dataset: DatasetFile, choices: FineTuneChoices, summary: RunSummary): Thenable<string | undefined> {
  const { base, method } = choices;
  const detail = planWords(summary, { base, method, unsaved: dataset.unsavedText !== undefined });
  return window.showInformationMessage(`Fine-tune on ${dataset.name}?`, { modal: true, detail }, START, CHANGE);
}

async function start(planner: Planner, dataset: DatasetFile, storage: Uri): Promise<string> {
  const place = await runPlace(dataset.uri, storage);
  return withProgress('Starting training', () => planner.start(place), false);
}

/** The workspace folder that holds the dataset, if it can be written to; else our own storage. */
async function runPlace(dataset: Uri, storage: Uri): Promise<string> {
  // A document that was never saved belongs to no folder yet: the first one is as good as any.
  const holder =
    dataset.scheme === 'untitled' ? workspace.workspaceFolders?.[0] : workspace.getWorkspaceFolder(dataset);
  const folder = holder?.uri.fsPath;
  if (folder === undefined) return storage.fsPath;
  return access(folder, constants.W_OK).then(
    () => folder,
    () => storage.fsPath,
  );
}

const withProgress = <T>(
  title: string,
  task: (token: CancellationToken) => Promise<T>,
  cancellable = true,
): Promise<T> =>
  Promise.resolve(
    window.withProgress({ location: ProgressLocation.Notification, title, cancellable }, (_, token) => task(token)),
  );
