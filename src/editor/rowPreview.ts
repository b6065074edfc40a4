/** The row preview's host side: one panel that follows the cursor, and writes what people edit in it. */
import { basename } from 'node:path';
import {
  CancellationTokenSource,
  Range,
  Uri,
  ViewColumn,
  window,
  workspace,
  type Memento,
  type TextDocument,
  type TextEditor,
  type WebviewPanel,
} from 'vscode';
import { DisposableList, type Disposable } from '../common/lifetime.ts';
import {
  ROW_PREVIEW_PROTOCOL_VERSION,
  type FromRowPreview,
  type PreviewLens,
  type RowView,
  type ToRowPreview,
} from '../protocol/rowPreview.ts';
import type { RowPlace } from '../protocol/rowRequests.ts';
import { createKeptDrafts, type KeptDrafts } from './rowDrafts.ts';
import { rowText, undoIn, writeEdit } from './rowEdits.ts';
import { mayHaveRows, type RowRequests } from './rowRequests.ts';
import { editorOf, moveTo, noSuchRow, stepFromCursor, type Step } from './rowSteps.ts';
import { createPageChannel, createSinglePanel } from './singlePanel.ts';

const VIEW_TYPE = 'tunewright.rowPreview';
const TITLE = 'Row Preview';

export type RowPreview = Disposable & {
  /** Opens the preview beside the dataset in front; an open one comes to the front with the keyboard. */
  show(): Promise<void>;
  /** Of the preview when it is in front, else of the dataset in front. */
  step(to: Step): Promise<void>;
};

export function createRowPreview(
  extensionUri: Uri,
  requests: RowRequests,
  memory: Memento,
  onError: (error: unknown) => void,
): RowPreview {
  const panels = createSinglePanel<OpenPreview>({
    extensionUri,
    viewType: VIEW_TYPE,
    view: 'rowPreview',
    title: TITLE,
    open: (panel) => openPreview(panel, { requests, drafts: createKeptDrafts(memory) }, onError),
    restore: async (restored, state) => {
      const left = restoredRow(state);
      const document = left === undefined ? undefined : await openDocument(left.uri);
      if (document !== undefined && left !== undefined) await restored.show(document, { row: left.row });
    },
  });
  return {
    async show() {
      const editor = datasetEditor();
      const isOpen = panels.reveal();
      if (!isOpen && editor !== undefined) panels.create({ viewColumn: ViewColumn.Beside, preserveFocus: true });
      else if (!isOpen) void window.showInformationMessage('The preview shows the rows of a dataset. Open one first.');
      if (editor !== undefined) await panels.current()?.show(editor.document, cursorOf(editor));
    },
    async step(to) {
      const editor = datasetEditor();
      const open = panels.current();
      if (open !== undefined && (open.isActive() || editor === undefined)) await open.step(to);
      else if (editor !== undefined) await stepFromCursor(editor, to, requests);
    },
    dispose: () => panels.dispose(),
  };
}

type OpenPreview = Disposable & {
  show(document: TextDocument, place: RowPlace): Promise<void>;
  step(to: Step): Promise<void>;
  isActive(): boolean;
};

/** Moving and typing come in bursts. */
const PAUSE_MS = 80;
/** Longer texts are cut until they are asked for. */
const LIMIT = 20_000;

function openPreview(
  panel: WebviewPanel,
  { requests, drafts }: { requests: RowRequests; drafts: KeptDrafts },
  onError: (error: unknown) => void,
): OpenPreview {
  const owned = new DisposableList();
  let shown: { document: TextDocument; view: RowView; text: string } | undefined;
  let lens: PreviewLens = { kind: 'waiting' };
  let reason = 'Put the cursor on a row of a dataset.';
  let limit = LIMIT;
  /** What is asked for now; another question takes its place. */
  let current = new CancellationTokenSource();
  let timer: NodeJS.Timeout | undefined;

  const latest = (): typeof shown => shown;
  const sendSnapshot = (): void => {
    const view =
      shown === undefined
        ? null
        : { uri: shown.document.uri.toString(), name: nameOf(shown.document), row: shown.view };
    channel.send({ type: 'snapshot', version: ROW_PREVIEW_PROTOCOL_VERSION, view, lens, reason });
  };

  const show = async (document: TextDocument, place: RowPlace): Promise<void> => {
    clearTimeout(timer);
    current.cancel();
    current.dispose();
    const source = (current = new CancellationTokenSource());
    const isOver = (): boolean => source.token.isCancellationRequested;
    const { version } = document;
    let answer = await requests.row(document, place, limit);
    const isOther = shown?.document !== document || answer.kind !== 'row' || shown.view.row !== answer.view.row;
    if (isOther && limit !== LIMIT) {
      // All of a row was asked for; the next one is cut again.
      limit = LIMIT;
      answer = await requests.row(document, place, limit);
    }
    if (isOver() || answer.kind === 'unknown' || document.version !== version) return;
    if (answer.kind === 'none') {
      shown = undefined;
      reason = 'There is no such row any more.';
      sendSnapshot();
      return;
    }
    shown = { document, view: answer.view, text: rowText(document, answer.view) };
    panel.title = `Row ${answer.view.row} · ${nameOf(document)}`;
    // Until new marks are there, those of the same row stay where the texts are as they were.
    if (isOther || lens.kind !== 'lens') lens = { kind: 'waiting' };
    sendSnapshot();
    const { row } = answer.view;
    const found = await requests.rowLens(document, row, source.token);
    if (isOver() || found.kind === 'unknown') return;
    lens = found;
    channel.send({ type: 'lens', uri: document.uri.toString(), row, version, lens });
  };
  const fail = (error: unknown, source: CancellationTokenSource): void => {
    if (!source.token.isCancellationRequested) onError(error);
  };
  const showSoon = (document: TextDocument, place: () => RowPlace): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const asked = show(document, place());
      const source = current;
      asked.catch((error: unknown) => fail(error, source));
    }, PAUSE_MS);
  };

  /** The row at the cursor; of a document that no editor shows, the row that was shown. */
  const follow = (editor: TextEditor | undefined): void => {
    if (editor === undefined || !mayHaveRows(editor.document)) return;
    showSoon(editor.document, () => cursorOf(editor));
  };
  const refresh = (document: TextDocument): void => {
    const editor = editorOf(document);
    if (editor !== undefined) follow(editor);
    else showSoon(document, () => ({ row: shown?.view.row ?? 1 }));
  };

  const goTo = async (place: RowPlace): Promise<RowView | undefined> => {
    if (shown === undefined) return undefined;
    const { document } = shown;
    const answer = await requests.row(document, place, 0);
    if (answer.kind !== 'row') return undefined;
    moveTo(document, answer.view.start);
    await show(document, { row: answer.view.row });
    return answer.view;
  };
  const step = async (to: Step): Promise<void> => {
    if (shown === undefined) return;
    const from = shown.view.row;
    const found = await goTo({ from, to });
    if (found === undefined || found.row === from) window.setStatusBarMessage(noSuchRow(to), 3000);
  };

  const edit = async (message: Extract<FromRowPreview, { type: 'edit' }>): Promise<string | null> => {
    if (shown?.document.uri.toString() !== message.uri || shown.view.row !== message.row)
      return 'Another row is shown now. What you wrote is kept here.';
    const { document, view, text } = shown;
    let row = view;
    if (document.version !== view.version || message.documentVersion !== view.version) {
      // The document is another; its row may still be the one that the page has.
      await show(document, { row: message.row });
      const fresh = latest();
      if (fresh?.text !== text || message.documentVersion !== view.version)
        return 'The row was changed in the document meanwhile. Look at it, then apply again.';
      row = fresh.view;
    }
    return (await writeEdit(document, row, message.edit)) ?? null;
  };

  const receive = async (message: FromRowPreview): Promise<void> => {
    switch (message.type) {
      case 'ready':
        channel.send({ type: 'drafts', drafts: drafts.get() });
        sendSnapshot();
        return;
      case 'step':
        return step(message.to);
      case 'goTo':
        if ((await goTo({ row: message.row })) === undefined)
          window.setStatusBarMessage(`There is no row ${message.row}.`, 3000);
        return;
      case 'reveal':
        if (shown !== undefined) await reveal(shown.document, message.line, message.column);
        return;
      case 'edit': {
        const problem = await edit(message);
        channel.send({ type: 'edited', id: message.id, problem });
        if (problem === null && shown !== undefined) await show(shown.document, { row: shown.view.row });
        return;
      }
      case 'showAll':
        limit = Number.MAX_SAFE_INTEGER;
        if (shown !== undefined) await show(shown.document, { row: shown.view.row });
        return;
      case 'undo':
      case 'redo':
        if (shown !== undefined) await undoIn(shown.document, message.type);
        panel.reveal(undefined, false);
        return;
      case 'drafts':
        return drafts.set(message.drafts);
    }
  };

  const channel = owned.add(createPageChannel<{ from: FromRowPreview; to: ToRowPreview }>(panel, receive, onError));
  owned.add(window.onDidChangeActiveTextEditor(follow));
  owned.add(
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === window.activeTextEditor) follow(textEditor);
    }),
  );
  owned.add(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document === shown?.document && contentChanges.length > 0) refresh(document);
    }),
  );
  const again = (): void => {
    if (shown !== undefined) refresh(shown.document);
  };
  owned.add(
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tunewright')) again();
    }),
  );
  owned.add(workspace.onDidGrantWorkspaceTrust(again));
  owned.add({
    dispose: () => {
      clearTimeout(timer);
      current.cancel();
    },
  });
  return {
    show,
    step,
    isActive: () => panel.active,
    dispose: () => owned.dispose(),
  };
}

function datasetEditor(): TextEditor | undefined {
  const editor = window.activeTextEditor;
  return editor !== undefined && mayHaveRows(editor.document) ? editor : undefined;
}

const cursorOf = ({ selection }: TextEditor): RowPlace => ({
  line: selection.active.line,
  character: selection.active.character,
});

const nameOf = ({ uri }: TextDocument): string => basename(uri.path);

async function reveal(document: TextDocument, line: number, column: number): Promise<void> {
  const viewColumn = editorOf(document)?.viewColumn ?? ViewColumn.One;
  await window.showTextDocument(document, { viewColumn, selection: new Range(line, column, line, column) });
}

/** A file that is gone is none to show. */
async function openDocument(uri: string): Promise<TextDocument | undefined> {
  try {
    return await workspace.openTextDocument(Uri.parse(uri));
  } catch {
    return undefined;
  }
}

function restoredRow(state: unknown): { uri: string; row: number } | undefined {
  if (typeof state !== 'object' || state === null || !('uri' in state) || !('row' in state)) return undefined;
  const { uri, row } = state;
  return typeof uri === 'string' && typeof row === 'number' ? { uri, row } : undefined;
}
