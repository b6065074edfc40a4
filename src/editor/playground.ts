/** The playground's host side: one panel, one inference child that lives as long as the panel. */
import { basename } from 'node:path';
import { ViewColumn, type Uri, type WebviewPanel } from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import { createInferenceClient } from '../processes/inferenceClient.ts';
import { findNode } from '../processes/nodeExecutable.ts';
import type { FromPlayground, RunChoice } from '../protocol/playground.ts';
import { hasResult } from '../runs/runModels.ts';
import { createPlaygroundSession, type PlaygroundSession } from './playgroundSession.ts';
import { allRuns, runFacts } from './runs.ts';
import { readSettings } from './settings.ts';
import { createSinglePanel } from './singlePanel.ts';
import { requireTrust } from './trust.ts';

const VIEW_TYPE = 'tunewright.playground';
const TITLE = 'Playground';

export type PlaygroundActions = {
  /** Folders that may hold runs. */
  roots: () => readonly string[];
  fineTune: () => Promise<void>;
  log: (text: string) => void;
  onError: (error: unknown) => void;
};

export type Playground = Disposable & {
  /** Brings the playground to the front, with the given run as the tuned side, or as it was. */
  show(run?: string): Promise<void>;
};

export function createPlayground(extensionUri: Uri, actions: PlaygroundActions): Playground {
  const panels = createSinglePanel<OpenPlayground>({
    extensionUri,
    viewType: VIEW_TYPE,
    view: 'playground',
    title: TITLE,
    open: (panel) => openPlayground(panel, actions),
    restore: (restored, state) => restored.refresh(restoredRun(state)),
  });
  return {
    async show(run) {
      if (!(await requireTrust('Asking a model'))) return;
      if (!panels.reveal()) panels.create(ViewColumn.Active);
      await panels.current()?.refresh(run);
    },
    dispose: () => panels.dispose(),
  };
}

type OpenPlayground = Disposable & Pick<PlaygroundSession, 'refresh'>;

function openPlayground(panel: WebviewPanel, { roots, fineTune, log, onError }: PlaygroundActions): OpenPlayground {
  const owned = new DisposableList();
  const client = createInferenceClient({ node: () => findNode(readSettings().nodePath), log });
  owned.add({ dispose: () => void client.stop().catch(onError) });
  const session = owned.add(
    createPlaygroundSession({
      client,
      runs: () => askableRuns(roots(), log),
      defaultBase: () => {
        const { baseModel } = readSettings();
        return { ref: { base: baseModel }, name: baseName(baseModel) };
      },
      // A hidden page gets nothing; shown again, it says ready and is told everything.
      send: (message) => void panel.webview.postMessage(message),
    }),
  );
  owned.add(
    panel.webview.onDidReceiveMessage((message: FromPlayground) => {
      const act = async (): Promise<void> => {
        if (message.type === 'fineTune') return fineTune();
        // A page restored in a folder that is not trusted may be looked at, but loads nothing.
        if (message.type === 'ask' && !(await requireTrust('Asking a model'))) return;
        return session.receive(message);
      };
      act().catch(onError);
    }),
  );
  // A run may have ended while another tab was in front.
  owned.add(
    panel.onDidChangeViewState(() => {
      if (panel.active) session.refresh().catch(onError);
    }),
  );
  return {
    refresh: (run) => session.refresh(run),
    dispose: () => owned.dispose(),
  };
}

/** Runs that have saved a model, newest first. */
async function askableRuns(roots: readonly string[], log: (text: string) => void): Promise<RunChoice[]> {
  const choices: RunChoice[] = [];
  for (const run of await allRuns(roots, log)) {
    const { folder, name, method, base } = runFacts(run);
    if (!(await hasResult(folder))) continue;
    const time = new Date(run.manifest.createdAt).toLocaleString(undefined, {
      dateStyle: 'medium',
      timeStyle: 'short',
    });
    choices.push({ folder, name: `${name} · ${method} · ${time}`, base });
  }
  return choices;
}

const baseName = (base: string): string => (base === 'embedded' ? 'embedded base model' : basename(base));

function restoredRun(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('run' in state)) return undefined;
  return typeof state.run === 'string' ? state.run : undefined;
}
