/** The training panel's host side: one panel, one run at a time; its state comes from the run folder, so it outlives every window. */
import { TabInputWebview, ViewColumn, window, type Uri, type WebviewPanel } from 'vscode';
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
import { createPageChannel, createSinglePanel } from './singlePanel.ts';
import { createTrainingFeed, type RunFacts } from './trainingView.ts';

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
  const panels = createSinglePanel<OpenPanel>({
    extensionUri,
    viewType: VIEW_TYPE,
    view: 'training',
    title: TITLE,
    open: (panel) => openPanel(panel, monitor, actions, onError),
    restore: async (restored, state) => {
      const folder = restoredRun(state);
      const known =
        folder !== undefined &&
        (await readRunFacts(folder).then(
          () => true,
          () => false,
        ));
      await restored.show(known ? folder : await actions.newestRun());
    },
  });
  const show = async (folder?: string): Promise<void> => {
    const target = folder ?? (await actions.newestRun());
    if (!panels.reveal()) panels.create(ViewColumn.Active);
    await panels.current()?.show(target);
  };
  return {
    show,
    showAgain: (folder) => (hasTab() ? Promise.resolve() : show(folder)),
    dispose: () => panels.dispose(),
  };
}

type OpenPanel = Disposable & { show(folder: string | undefined): Promise<void> };

function openPanel(
  panel: WebviewPanel,
  monitor: RunMonitor,
  actions: TrainingPanelActions,
  onError: (error: unknown) => void,
): OpenPanel {
  const owned = new DisposableList();
  const feed = createTrainingFeed();
  let watcher: Disposable | undefined;
  let shown: { facts: RunFacts; state: Readonly<RunState> | undefined } | undefined;

  const update = (): void => {
    if (!channel.isReady()) return;
    if (shown?.state !== undefined)
      channel.send(feed.next(shown.facts, shown.state, monitor.isStopping(shown.facts.folder)));
    else if (shown === undefined)
      channel.send({ type: 'snapshot', version: TRAINING_PANEL_PROTOCOL_VERSION, view: null });
  };

  const receive = async (message: FromTrainingPanel): Promise<void> => {
    const folder = shown?.facts.folder;
    if (message.type === 'ready') {
      feed.reset();
      update();
    } else if (message.type === 'fineTune') await actions.fineTune();
    else if (folder !== undefined) await actions[message.type](folder);
  };
  const channel = owned.add(
    createPageChannel<{ from: FromTrainingPanel; to: ToTrainingPanel }>(panel, receive, onError),
  );
  owned.add(monitor.onDidChange(update));

  return {
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
