/** The statistics panel's host side: one panel that follows the dataset in front, and its text. */
import { commands, Uri, ViewColumn, window, workspace, type Event, type TextEditor, type WebviewPanel } from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { STATISTICS_PROTOCOL_VERSION, type FromStatistics, type ToStatistics } from '../protocol/statistics.ts';
import { chooseDataset, largeFileShown } from './datasetFile.ts';
import type { FullReports } from './fullReport.ts';
import { DATASET_LANGUAGES, type DatasetClient } from './languageClient.ts';
import { mayHaveRows } from './rowRequests.ts';
import { createPageChannel, createSinglePanel } from './singlePanel.ts';
import { createStatisticsCount } from './statisticsCount.ts';
import { showPlace, showProblems } from './statisticsProblems.ts';
import type { StatisticsSource } from './statisticsSource.ts';

const VIEW_TYPE = 'tunewright.statistics';
const TITLE = 'Dataset Statistics';

export type StatisticsPanel = Disposable & {
  /** Of the dataset that is named, or in front; asks for one where there is none. */
  show(called?: Uri): Promise<void>;
};

export type StatisticsPanelParts = {
  client: DatasetClient;
  source: StatisticsSource;
  reports: FullReports;
  /** A run is over: how fast this machine is can be told better. */
  onDidEndRun: Event<unknown>;
  onError: (error: unknown) => void;
};

export function createStatisticsPanel(extensionUri: Uri, parts: StatisticsPanelParts): StatisticsPanel {
  const panels = createSinglePanel<OpenStatistics>({
    extensionUri,
    viewType: VIEW_TYPE,
    view: 'statistics',
    title: TITLE,
    open: (panel) => openStatistics(panel, parts),
    restore: (restored, state) => {
      const left = restoredDataset(state) ?? datasetInFront();
      if (left !== undefined) restored.show(left);
      return Promise.resolve();
    },
  });
  return {
    async show(called) {
      const uri = called ?? datasetInFront() ?? (panels.current() === undefined ? await pickedDataset() : undefined);
      if (!panels.reveal()) {
        if (uri === undefined) return;
        panels.create({ viewColumn: ViewColumn.Beside, preserveFocus: true });
      }
      if (uri !== undefined) panels.current()?.show(uri);
    },
    dispose: () => panels.dispose(),
  };
}

type OpenStatistics = Disposable & { show(uri: Uri): void };

function openStatistics(
  panel: WebviewPanel,
  { client, source, reports, onDidEndRun, onError }: StatisticsPanelParts,
): OpenStatistics {
  const owned = new DisposableList();
  const sendSnapshot = (): void => {
    const view = count.shown()?.view ?? null;
    panel.title = view === null ? TITLE : `Statistics · ${view.name}`;
    channel.send({ type: 'snapshot', version: STATISTICS_PROTOCOL_VERSION, view, reason: count.reason() });
  };
  const count = owned.add(
    createStatisticsCount(source, { isSeen: () => channel.isReady(), onChange: sendSnapshot, onError }),
  );

  const receive = async (message: FromStatistics): Promise<void> => {
    const shown = count.shown();
    if (message.type === 'ready') {
      sendSnapshot();
      // Nothing was counted while the page was hidden.
      if (shown?.view.isLive === true) count.countSoon();
      return;
    }
    if (message.type === 'chooseDataset') {
      const uri = await pickedDataset();
      if (uri !== undefined) count.show(uri);
      return;
    }
    if (shown === undefined) return;
    const { uri, view } = shown;
    switch (message.type) {
      case 'showProblems': {
        const found = view.statistics?.problems.codes.find(({ code }) => code === message.code);
        if (found !== undefined) await showProblems(uri, found, source, reports);
        return;
      }
      case 'reveal':
        return showPlace(uri, message.line, message.column);
      case 'showRule':
        await commands.executeCommand('tunewright.showRule', message.code);
        return;
      case 'chooseBase':
        await commands.executeCommand('workbench.action.openSettings', 'tunewright.baseModel');
        return;
      case 'manageTrust':
        await commands.executeCommand('workbench.trust.manage');
        return;
      case 'openBrief':
        await commands.executeCommand('tunewright.openBrief', uri);
        return;
      case 'cancel':
        count.cancel();
        return;
      case 'countAgain':
        return count.countNow();
    }
  };
  const channel = owned.add(createPageChannel<{ from: FromStatistics; to: ToStatistics }>(panel, receive, onError));

  /** The editor in front, while it is a dataset that the language server may take and has not checked yet. */
  let awaited: string | undefined;
  const show = (uri: Uri): void => {
    awaited = undefined;
    count.show(uri);
  };
  const follow = (editor: TextEditor | undefined): void => {
    const known: readonly string[] = DATASET_LANGUAGES;
    if (editor === undefined || !known.includes(editor.document.languageId)) return;
    const { uri } = editor.document;
    if (source.served(uri) !== undefined) show(uri);
    else awaited = uri.toString();
  };
  owned.add(window.onDidChangeActiveTextEditor(follow));
  owned.add(
    client.onDidChangeStatus((uri) => {
      if (uri.toString() === awaited && client.statusOf(uri) !== undefined) show(uri);
      else count.checked(uri);
    }),
  );
  owned.add(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) count.changed(document.uri);
    }),
  );
  owned.add(workspace.onDidSaveTextDocument(({ uri }) => count.saved(uri)));
  owned.add(
    workspace.onDidChangeConfiguration((event) => {
      const uri = count.shown()?.uri;
      if (uri !== undefined && event.affectsConfiguration('tunewright', uri)) count.changed(uri);
    }),
  );
  owned.add(
    onDidEndRun(() => {
      const shown = count.shown();
      if (shown?.view.isLive === true) count.checked(shown.uri);
      else if (shown !== undefined) count.changed(shown.uri);
    }),
  );
  owned.add(workspace.onDidGrantWorkspaceTrust(() => count.countSoon()));
  return { show, dispose: () => owned.dispose() };
}

/** What is open in front, if it may be a dataset; a file over 50 MB has a tab alone. */
function datasetInFront(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  if (document === undefined) return largeFileShown();
  return mayHaveRows(document) ? document.uri : undefined;
}

const pickedDataset = async (): Promise<Uri | undefined> => (await chooseDataset(undefined))?.uri;

function restoredDataset(state: unknown): Uri | undefined {
  if (typeof state !== 'object' || state === null || !('uri' in state)) return undefined;
  return typeof state.uri === 'string' ? Uri.parse(state.uri) : undefined;
}
