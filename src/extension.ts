/** Entry of the extension: wiring only. Nothing here trains, tokenizes or validates; child processes do. */
import { commands, Uri, window, type ExtensionContext } from 'vscode';
import { PRODUCT } from './common/product.ts';
import { chooseFormat } from './editor/chooseFormat.ts';
import { copySystemPrompt, openBrief } from './editor/brief.ts';
import { createDatasetCheck } from './editor/checkDataset.ts';
import { createDatasetStatus } from './editor/datasetStatus.ts';
import { announceEnds } from './editor/endNotices.ts';
import { createFileFormats } from './editor/fileFormats.ts';
import { fineTune } from './editor/fineTune.ts';
import { createFullReports } from './editor/fullReport.ts';
import { goToRow } from './editor/goToRow.ts';
import { createLanguageClient } from './editor/languageClient.ts';
import { registerLanguageCommands } from './editor/languageCommands.ts';
import { createLossLens } from './editor/lossLens.ts';
import { createMessages } from './editor/messages.ts';
import { createNewDataset } from './editor/newDataset.ts';
import { createPlayground } from './editor/playground.ts';
import { createRowPreview } from './editor/rowPreview.ts';
import { createRowRequests } from './editor/rowRequests.ts';
import { createRunActions } from './editor/runActions.ts';
import { createRunMonitor } from './editor/runMonitor.ts';
import { liveRuns, runRoots } from './editor/runs.ts';
import { convertDataset } from './editor/operations/convertDataset.ts';
import { operationCommands } from './editor/operations/commands.ts';
import { createStatisticsPanel } from './editor/statisticsPanel.ts';
import { createStatisticsSource } from './editor/statisticsSource.ts';
import { createStatusBar } from './editor/statusBar.ts';
import { createTrainingPanels } from './editor/trainingPanel.ts';

export function activate(context: ExtensionContext): void {
  const own = <T extends { dispose(): unknown }>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const storage = context.globalStorageUri;
  const log = own(window.createOutputChannel(PRODUCT.name, { log: true }));
  const { guard, show: showError } = createMessages(log);
  const logText = (text: string): void => log.info(text.trimEnd());
  const roots = (): string[] => runRoots(storage);

  const formats = own(createFileFormats(context.workspaceState));
  const monitor = own(createRunMonitor(roots, showError));
  const actions = createRunActions(monitor, roots, logText);
  const startFineTune = (called?: Uri): Promise<void> =>
    fineTune(called, {
      storage,
      formats,
      log: logText,
      onStarted: async (folder) => {
        monitor.follow(folder);
        await panels.show(folder);
      },
    });
  const playground = own(
    createPlayground(context.extensionUri, {
      roots,
      fineTune: () => startFineTune(),
      log: logText,
      onError: showError,
    }),
  );
  const openPlayground = (run?: string): Promise<void> => playground.show(run);
  const panels = own(
    createTrainingPanels(
      context.extensionUri,
      monitor,
      { ...actions, openPlayground, fineTune: () => startFineTune() },
      showError,
    ),
  );
  own(createStatusBar(monitor));
  own(announceEnds(monitor, { ...actions, openPlayground, showTraining: (folder) => panels.show(folder) }, showError));

  const client = own(createLanguageClient(formats));
  own(createDatasetStatus(client, formats));
  own(registerLanguageCommands(guard));
  const reports = own(createFullReports(client));
  const requests = createRowRequests(client, formats);
  const preview = own(createRowPreview(context.extensionUri, requests, context.workspaceState, showError));
  const lossLens = own(createLossLens(requests, showError));
  const source = createStatisticsSource(client, formats, storage);
  const statistics = own(
    createStatisticsPanel(context.extensionUri, {
      client,
      source,
      reports,
      onDidEndRun: monitor.onDidEnd,
      onError: showError,
    }),
  );
  const datasetCheck = own(createDatasetCheck(storage, client.served, formats));
  const register = (id: string, action: (argument: unknown, more: unknown) => Promise<void>): void => {
    own(commands.registerCommand(`${PRODUCT.command}.${id}`, guard(action)));
  };
  // Menus give a URI, code lenses of the language server its text.
  const uriOf = (argument: unknown): Uri | undefined =>
    argument instanceof Uri ? argument : typeof argument === 'string' ? Uri.parse(argument) : undefined;
  const inFront = async (argument: unknown, action: (uri: Uri) => Promise<void>): Promise<void> => {
    const uri = uriOf(argument) ?? window.activeTextEditor?.document.uri;
    if (uri !== undefined) await action(uri);
  };
  const folderOf = (argument: unknown): string | undefined => (typeof argument === 'string' ? argument : undefined);
  register('fineTune', (argument) => startFineTune(uriOf(argument)));
  register('showTraining', (argument) => panels.show(folderOf(argument)));
  register('stopTraining', () => actions.stopAny());
  register('resumeTraining', () => actions.resumeAny());
  register('openPlayground', (argument) => openPlayground(folderOf(argument)));
  register('checkDataset', (argument) => datasetCheck.run(uriOf(argument)));
  register('newDataset', (argument) => createNewDataset(uriOf(argument)));
  register('openBrief', (argument) => openBrief(uriOf(argument)));
  register('copySystemPrompt', (argument) => copySystemPrompt(uriOf(argument)));
  register('chooseFormat', (argument) => inFront(argument, (uri) => chooseFormat(uri, client, formats)));
  register('showFullReport', (argument) => inFront(argument, (uri) => reports.show(uri)));
  register('showStatistics', (argument) => statistics.show(uriOf(argument)));
  register('goToRow', () => goToRow(requests));
  register('previewRow', () => preview.show());
  register('nextRow', () => preview.step('next'));
  register('previousRow', () => preview.step('previous'));
  register('nextProblemRow', () => preview.step('problem'));
  register('toggleLossLens', () => lossLens.toggle());
  register('hideLossLens', () => lossLens.toggle());
  register('convertDataset', (argument) => convertDataset(uriOf(argument), storage, formats));
  // The explorer names the file that was clicked, and all that are selected.
  for (const { id, run } of operationCommands(storage, formats))
    register(id, (argument, more) =>
      run(uriOf(argument), Array.isArray(more) ? more.filter((item) => item instanceof Uri) : []),
    );

  // Not awaited: commands must not wait for either, nor fail with it.
  void guard(async () => {
    const [training] = await liveRuns(roots());
    if (training !== undefined) await panels.showAgain(training);
  })();
  void guard(() => client.start())();
}
