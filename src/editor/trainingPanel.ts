/** The training panel's host side: one panel, one run at a time; its state comes from the run folder, so it outlives every window. */
import { TabInputWebview, ViewColumn, window, Uri, type WebviewPanel } from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import {
  TRAINING_PANEL_PROTOCOL_VERSION,
  type FromTrainingPanel,
  type ToTrainingPanel,
  type TrainingPanelState,
} from '../protocol/trainingPanel.ts';
import type { RunState } from '../runs/replay.ts';
import { watchRun } from '../runs/watchRun.ts';
import type { RunMonitor } from './runMonitor.ts';
import { readRunFacts } from './runs.ts';
import { createTrainingFeed, type RunFacts } from './trainingView.ts';
import { webviewHtml, webviewOptions } from './webviewHtml.ts';

const VIEW_TYPE = 'tunewright.training';
const TITLE = 'Training';

export type TrainingPanelActions = {
  stop(folder: string): Promise<void>;
  resume(folder: string): Promise<void>;
  openPlayground(folder: string): Promise<void>;
  showLog(folder: string): Promise<void>;
  fineTune(): Promise<void>;
  /** The run to show when none is asked for. */
  newestRun(): Promise<string | undefined>;
};

export type TrainingPanels = Disposable & {
  /** Brings the panel to the front, with the given run or the newest. */
  show(folder?: string): Promise<void>;
  /** Shows a run that trains while the window opens, unless its tab comes back by itself: in a browser, VS Code forgets the tabs of the last seconds. */
  showAgain(folder: string): Promise<void>;
};

export function createTrainingPanels(
  extensionUri: Uri,
  monitor: RunMonitor,
  actions: TrainingPanelActions,
  onError: (error: unknown) => void,
): TrainingPanels {
  let open: OpenPanel | undefined;
  const adopt = (panel: WebviewPanel): OpenPanel => {
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = Uri.joinPath(extensionUri, 'media', 'icon.png');
    const adopted = openPanel(panel, monitor, actions, onError);
    open?.close(); // a restored tab takes the place of one that was opened meanwhile
    panel.webview.html = webviewHtml(panel.webview, extensionUri, 'training', TITLE);
    panel.onDidDispose(() => {
      adopted.dispose();
      if (open === adopted) open = undefined;
    });
    return (open = adopted);
  };
  const serializer = window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: async (panel: WebviewPanel, state: unknown) => {
      const folder = restoredRun(state);
      const known =
        folder !== undefined &&
        (await readRunFacts(folder).then(
          () => true,
          () => false,
        ));
      await adopt(panel).show(known ? folder : await actions.newestRun());
    },
  });
  const show = async (folder?: string): Promise<void> => {
    const target = folder ?? (await actions.newestRun());
    if (open === undefined) {
      adopt(window.createWebviewPanel(VIEW_TYPE, TITLE, ViewColumn.Active, webviewOptions(extensionUri)));
    } else {
      open.reveal();
    }
    await open?.show(target);
  };
  return {
    show,
    showAgain: (folder) => (hasTab() ? Promise.resolve() : show(folder)),
    dispose: () => {
      serializer.dispose();
      open?.dispose();
    },
  };
}

type OpenPanel = Disposable & { show(folder: string | undefined): Promise<void>; reveal(): void; close(): void };

function openPanel(
  panel: WebviewPanel,
  monitor: RunMonitor,
  actions: TrainingPanelActions,
  onError: (error: unknown) => void,
): OpenPanel {
  const owned = new DisposableList();
  const feed = createTrainingFeed();
  /** The page has asked for its first snapshot since it was (re)built. */
  let ready = false;
  let watcher: Disposable | undefined;
  let shown: { facts: RunFacts; state: Readonly<RunState> | undefined } | undefined;

  const send = (message: ToTrainingPanel): void => void panel.webview.postMessage(message);
  const update = (): void => {
    if (!ready) return;
    if (shown?.state !== undefined) send(feed.next(shown.facts, shown.state, monitor.isStopping(shown.facts.folder)));
    else if (shown === undefined) send({ type: 'snapshot', version: TRAINING_PANEL_PROTOCOL_VERSION, view: null });
  };

  owned.add(
    panel.webview.onDidReceiveMessage((message: FromTrainingPanel) => {
      const folder = shown?.facts.folder;
      const act = (action: (folder: string) => Promise<void>): void => {
        if (folder !== undefined) action(folder).catch(onError);
      };
      switch (message.type) {
        case 'ready':
          ready = true;
          feed.reset();
          update();
          return;
        case 'stop':
          act((run) => actions.stop(run));
          return;
        case 'resume':
          act((run) => actions.resume(run));
          return;
        case 'openPlayground':
          act((run) => actions.openPlayground(run));
          return;
        case 'showLog':
          act((run) => actions.showLog(run));
          return;
        case 'fineTune':
          actions.fineTune().catch(onError);
          return;
      }
    }),
  );
  // A hidden page is thrown away by the editor; shown again, it is built anew and says ready.
  owned.add(
    panel.onDidChangeViewState(() => {
      if (!panel.visible) ready = false;
    }),
  );
  owned.add(monitor.onDidChange(update));

  return {
    reveal: () => panel.reveal(),
    close: () => void panel.dispose(),
    async show(folder) {
      const facts = folder === undefined ? undefined : await readRunFacts(folder);
      watcher?.dispose();
      watcher = undefined;
      shown = facts === undefined ? undefined : { facts, state: undefined };
      if (facts === undefined) {
        update();
        return;
      }
      watcher = watchRun(facts.folder, (state) => {
        shown = { facts, state };
        update();
      });
    },
    dispose: () => {
      watcher?.dispose();
      owned.dispose();
    },
  };
}

/** The editor names a webview's tab by its view type with a prefix of its own. */
function hasTab(): boolean {
  const inputs = window.tabGroups.all.flatMap((group) => group.tabs.map((tab): unknown => tab.input));
  return inputs.some((input) => input instanceof TabInputWebview && input.viewType.endsWith(VIEW_TYPE));
}

function restoredRun(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('run' in state)) return undefined;
  const { run } = state as TrainingPanelState;
  return typeof run === 'string' ? run : undefined;
}
