/** Knows every run of this window that trains, whoever started it: what the status bar shows and notifications are about. */
import { EventEmitter, type Event } from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { requestControl } from '../runs/control.ts';
import { watchRun } from '../runs/watchRun.ts';
import type { PanelRunStatus } from '../protocol/trainingPanel.ts';
import type { RunState } from '../runs/replay.ts';
import { liveRuns, readRunFacts } from './runs.ts';
import { panelStatus, type RunFacts } from './trainingView.ts';

const LOOK_FOR_RUNS_MS = 2000;
const FOLLOW_MS = 500;

export type MonitoredRun = { facts: RunFacts; state: Readonly<RunState>; status: PanelRunStatus };

export type RunMonitor = Disposable & {
  /** The runs that are not over yet, in the order they were noticed. */
  active(): MonitoredRun[];
  onDidChange: Event<void>;
  /** Fires once for each run that ends while we look. */
  onDidEnd: Event<MonitoredRun>;
  /** Follows a run from now on; for one just started, before its trainer shows signs of life. */
  follow(folder: string): void;
  /** Asks the trainer to save and stop. Throws UserError `run-not-running`. */
  stop(folder: string): Promise<void>;
  isStopping(folder: string): boolean;
};

export function createRunMonitor(roots: () => readonly string[], onError: (error: unknown) => void): RunMonitor {
  const owned = new DisposableList();
  const changed = owned.add(new EventEmitter<void>());
  const ended = owned.add(new EventEmitter<MonitoredRun>());
  const followed = new Map<string, { watcher: Disposable; run?: MonitoredRun }>();
  const stopping = new Set<string>();
  /** Time of the last event of each run that was announced: its lock may outlive its end for a moment, which is no new end. */
  const announced = new Map<string, string | undefined>();
  /** Runs that could not be read: said once, then left alone. */
  const unreadable = new Set<string>();
  let disposed = false;

  const follow = (folder: string): void => {
    if (disposed || followed.has(folder) || unreadable.has(folder)) return;
    const entry: { watcher: Disposable; run?: MonitoredRun } = { watcher: { dispose: () => undefined } };
    followed.set(folder, entry);
    readRunFacts(folder).then(
      (facts) => {
        if (followed.get(folder) !== entry) return;
        entry.watcher = watchRun(folder, (state) => onState(folder, facts, state), FOLLOW_MS);
      },
      (error: unknown) => {
        followed.delete(folder);
        unreadable.add(folder);
        onError(error);
      },
    );
  };

  const onState = (folder: string, facts: RunFacts, state: Readonly<RunState>): void => {
    const entry = followed.get(folder);
    if (entry === undefined) return;
    entry.run = { facts, state, status: panelStatus(facts, state, stopping.has(folder)) };
    if (state.status !== 'running' && state.status !== 'paused') {
      entry.watcher.dispose();
      followed.delete(folder);
      stopping.delete(folder);
      const isNew = !announced.has(folder) || announced.get(folder) !== state.lastTime;
      announced.set(folder, state.lastTime);
      if (isNew) ended.fire(entry.run);
    }
    changed.fire();
  };

  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    for (const folder of await liveRuns(roots())) follow(folder);
    if (!disposed) timer = setTimeout(() => void look(), LOOK_FOR_RUNS_MS);
  };
  void look();

  return {
    active: () => [...followed.values()].flatMap(({ run }) => (run === undefined ? [] : [run])),
    onDidChange: changed.event,
    onDidEnd: ended.event,
    follow,
    async stop(folder) {
      await requestControl(folder, 'stop');
      stopping.add(folder);
      const run = followed.get(folder)?.run;
      if (run !== undefined) run.status = panelStatus(run.facts, run.state, true);
      changed.fire();
    },
    isStopping: (folder) => stopping.has(folder),
    dispose: () => {
      disposed = true;
      clearTimeout(timer);
      for (const { watcher } of followed.values()) watcher.dispose();
      followed.clear();
      owned.dispose();
    },
  };
}
