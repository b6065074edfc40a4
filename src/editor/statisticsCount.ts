/** Keeps the numbers of one dataset up to date: asks the language server after each check, or counts in a child process when it must. */
import { basename } from 'node:path';
import {
  CancellationTokenSource,
  RelativePattern,
  Uri,
  workspace,
  type CancellationToken,
  type TextDocument,
} from 'vscode';
import { describeError, UserError } from '../common/errors.ts';
import type { Disposable } from '../common/lifetime.ts';
import type { CountState, StatisticsView } from '../protocol/statistics.ts';
import { RULES } from '../rules/rules.ts';
import type { StatisticsSource } from './statisticsSource.ts';

export type StatisticsCount = Disposable & {
  /** Undefined: no dataset is shown, for this reason. */
  shown(): { uri: Uri; view: StatisticsView } | undefined;
  reason(): string;
  show(uri: Uri): void;
  /** The language server has checked it, or no longer has it. */
  checked(uri: Uri): void;
  /** Its text or its settings are others. */
  changed(uri: Uri): void;
  saved(uri: Uri): void;
  /** Unasked, after a pause. */
  countSoon(): void;
  countNow(): Promise<void>;
  cancel(): void;
};

/** Typing comes in bursts. */
const PAUSE_MS = 250;
/** Before a child process counts a text that has changed. */
const CHILD_PAUSE_MS = 1000;
/** What took a child longer is not counted again unasked. */
const QUICK_MS = 4000;

/** `isSeen`: nothing is counted unasked for a page that nobody sees. */
export function createStatisticsCount(
  source: StatisticsSource,
  { isSeen, onChange, onError }: { isSeen: () => boolean; onChange: () => void; onError: (error: unknown) => void },
): StatisticsCount {
  let shown: { uri: Uri; view: StatisticsView } | undefined;
  let reason = '';
  /** What is counted now; another count takes its place. */
  let current = new CancellationTokenSource();
  let timer: NodeJS.Timeout | undefined;
  let childMs = 0;
  /** The text changed while a child was counting it. */
  let isStale = false;
  const changedMeanwhile = (): boolean => isStale;
  let watcher: Disposable | undefined;

  const is = (uri: Uri): boolean => shown?.uri.toString() === uri.toString();
  const update = (changes: Partial<StatisticsView>): void => {
    if (shown === undefined) return;
    shown = { ...shown, view: { ...shown.view, ...changes, isTrusted: workspace.isTrusted } };
    onChange();
  };

  const askServer = async (document: TextDocument, token: CancellationToken): Promise<void> => {
    const isNew = shown?.view.statistics === null;
    update({ isLive: true, ...(isNew ? { state: { kind: 'counting', canCancel: false } } : {}) });
    const answer = await source.ask(document, token);
    if (answer === undefined || token.isCancellationRequested) return;
    const { statistics, isComplete } = answer;
    const state: CountState = isComplete ? { kind: 'complete' } : { kind: 'counting', canCancel: false };
    update({ statistics, titles: titlesOf(statistics), source: sourceOf(document), state });
  };
  const countInChild = async (uri: Uri, token: CancellationToken): Promise<void> => {
    const text = sourceOf(openDocument(uri));
    update({ isLive: false, state: { kind: 'counting', canCancel: true } });
    isStale = false;
    const startedAt = performance.now();
    const statistics = await source.count(uri, token);
    if (token.isCancellationRequested) return;
    childMs = performance.now() - startedAt;
    const state: CountState = { kind: changedMeanwhile() ? 'outdated' : 'complete' };
    update({ statistics, titles: titlesOf(statistics), source: text, state });
  };

  const countNow = async (): Promise<void> => {
    clearTimeout(timer);
    current.cancel();
    const { token } = (current = new CancellationTokenSource());
    if (shown === undefined) return;
    const { uri, view } = shown;
    const served = source.served(uri);
    if (served === undefined && openDocument(uri) === undefined && uri.scheme !== 'file') {
      shown = undefined;
      reason = `${view.name} was closed, and it was never saved.`;
      onChange();
      return;
    }
    try {
      await (served === undefined ? countInChild(uri, token) : askServer(served, token));
    } catch (error) {
      // Who cancelled has said what is shown instead.
      if (token.isCancellationRequested) return;
      if (!(error instanceof UserError)) throw error;
      update({ state: { kind: 'failed', reason: describeError(error) } });
    }
  };
  const countAfter = (pauseMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void countNow().catch(onError), pauseMs);
  };
  const changed = (uri: Uri): void => {
    if (shown === undefined || !is(uri) || source.served(uri) !== undefined) return;
    const { kind } = shown.view.state;
    if (kind === 'counting') isStale = true;
    else if (kind === 'complete' && childMs < QUICK_MS && isSeen()) countAfter(CHILD_PAUSE_MS);
    else if (kind === 'complete') update({ state: { kind: 'outdated' } });
  };

  return {
    shown: () => shown,
    reason: () => reason,
    show: (uri) => {
      if (is(uri)) return;
      watcher?.dispose();
      watcher = uri.scheme === 'file' ? watchFile(uri, changed) : undefined;
      const view: StatisticsView = {
        ...{ uri: uri.toString(), name: basename(uri.path), statistics: null, titles: {}, source: 'saved' },
        ...{ isLive: false, isTrusted: workspace.isTrusted, state: { kind: 'counting', canCancel: false } },
      };
      shown = { uri, view };
      onChange();
      countNow().catch(onError);
    },
    checked: (uri) => {
      if (is(uri) && isSeen()) countAfter(PAUSE_MS);
    },
    changed,
    saved: (uri) => {
      if (is(uri) && shown?.view.isLive === true) update({ source: 'saved' });
    },
    countSoon: () => countAfter(0),
    countNow,
    cancel: () => {
      current.cancel();
      update({ state: { kind: 'cancelled' } });
    },
    dispose: () => {
      clearTimeout(timer);
      current.cancel();
      watcher?.dispose();
    },
  };
}

const sourceOf = (document: TextDocument | undefined): StatisticsView['source'] =>
  document !== undefined && (document.isDirty || document.isUntitled) ? 'unsaved' : 'saved';

function openDocument(uri: Uri): TextDocument | undefined {
  const name = uri.toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === name && !document.isClosed);
}

/** Any name may hold characters of a pattern: all files of the folder are watched, and ours is picked. */
function watchFile(uri: Uri, changed: (uri: Uri) => void): Disposable {
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, '..'), '*'));
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  return watcher;
}

const TITLES = new Map(RULES.map(({ code, title }) => [code, title]));

const titlesOf = ({ problems }: NonNullable<StatisticsView['statistics']>): StatisticsView['titles'] =>
  Object.fromEntries(problems.codes.map(({ code }) => [code, TITLES.get(code) ?? '']));
