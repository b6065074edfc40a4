/** The row preview: one row of a dataset as a conversation, with the loss lens, its problems, and texts to edit. */
import {
  ROW_PREVIEW_PROTOCOL_VERSION,
  type Draft,
  type FromRowPreview,
  type PreviewEdit,
  type PreviewLens,
  type PreviewView,
  type RowPreviewState,
  type ToRowPreview,
} from '../../src/protocol/rowPreview.ts';
import { make, root, setText } from '../dom.ts';
import { connectHost } from '../host.ts';
import { registerElements } from '../ui.ts';
import { keptDrafts } from './drafts.ts';
import { undoKey } from './keys.ts';
import { rowElements } from './sections.ts';
import { createTextCell, type TextCell } from './textCell.ts';
import { createToolbar } from './toolbar.ts';
import { rowWords } from './words.ts';
import './rowPreview.css';

registerElements();

const host = connectHost<ToRowPreview, FromRowPreview, RowPreviewState>();
let view: PreviewView | null = null;
let lens: PreviewLens = { kind: 'waiting' };
let reason = '';
let cells = new Map<string, TextCell>();
let nEdits = 0;
/** What waits for the answer to its edit. */
const pending = new Map<number, (problem: string | null) => void>();
const drafts: Draft[] = keptDrafts(host.getState());

const step = (to: 'next' | 'previous' | 'problem'): void => host.post({ type: 'step', to });
const toolbar = createToolbar({ step, goTo: (row) => host.post({ type: 'goTo', row }) });
const content = make('div', 'content');
const status = make('div', 'visually-hidden');
status.setAttribute('role', 'status');
const failure = make('p', 'problem');
failure.setAttribute('role', 'alert');
failure.hidden = true;
root().append(make('h1', 'visually-hidden', 'Row Preview'), toolbar.element, failure, content, status);

document.addEventListener('keydown', (event) => {
  const change = undoKey(event);
  // A box that is written in undoes its own typing.
  if (
    change !== undefined &&
    !(event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement)
  ) {
    event.preventDefault();
    host.post({ type: change });
    return;
  }
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === 'ArrowDown') step('next');
  else if (event.key === 'ArrowUp') step('previous');
  else return;
  event.preventDefault();
});

function edit(change: PreviewEdit, answered: (problem: string | null) => void): void {
  if (view === null) return;
  const id = nEdits++;
  pending.set(id, answered);
  const { uri, row } = view;
  host.post({ type: 'edit', id, uri, row: row.row, documentVersion: row.version, edit: change });
}

function showFailure(problem: string | null): void {
  setText(failure, problem ?? '');
  failure.hidden = problem === null;
}

function cellOf(key: string): TextCell {
  const known = cells.get(key);
  if (known !== undefined) return known;
  const cell = createTextCell(`cell-${cells.size}`, {
    apply: (text) =>
      edit({ kind: 'text', key, text }, (problem) => {
        cell.answered(problem);
        if (problem === null) status.textContent = 'Written into the row.';
      }),
    keep: (draft) => keep(key, draft),
    showAll,
  });
  cells.set(key, cell);
  return cell;
}

const showAll = (): void => host.post({ type: 'showAll' });

function keep(key: string, draft: { base: string; text: string } | null): void {
  if (view === null) return;
  const { uri, row } = view;
  const index = drafts.findIndex((item) => item.uri === uri && item.row === row.row && item.key === key);
  if (index >= 0) drafts.splice(index, 1);
  if (draft !== null) drafts.push({ uri, row: row.row, key, ...draft });
  if (index >= 0 || draft !== null) host.post({ type: 'drafts', drafts });
  keepState();
}

function keepState(): void {
  if (view !== null) host.setState({ uri: view.uri, row: view.row.row, drafts });
}

function draw(isOther: boolean): void {
  const active = document.activeElement;
  const focused = active?.id ?? '';
  const selection = active instanceof HTMLTextAreaElement ? [active.selectionStart, active.selectionEnd] : undefined;
  toolbar.show(view, lens);
  root().dataset['state'] = view === null ? 'empty' : lens.kind;
  if (view === null) {
    content.replaceChildren(make('p', 'note', reason));
    return;
  }
  const wereOpen = new Set(
    [...content.querySelectorAll('details[open] > summary')].map(({ textContent }) => textContent),
  );
  const context = {
    lens: lens.kind === 'lens' ? lens.lens : null,
    cellOf,
    edit: (change: PreviewEdit) => edit(change, showFailure),
    reveal: (line: number, column: number) => host.post({ type: 'reveal', line, column }),
    showAll,
  };
  content.replaceChildren(...rowElements(view.row, context));
  if (isOther) {
    scrollTo(0, 0);
    for (const draft of drafts)
      if (draft.uri === view.uri && draft.row === view.row.row) cells.get(draft.key)?.edit(draft);
    status.textContent = rowWords(view.row.row, view.row.nRows, view.row.problems.length);
  } else {
    for (const summary of content.querySelectorAll('summary'))
      if (wereOpen.has(summary.textContent)) summary.parentElement?.setAttribute('open', '');
  }
  // What was built anew must not lose the person's place.
  const again = focused === '' ? null : document.getElementById(focused);
  if (again === null || again === document.activeElement) return;
  again.focus({ preventScroll: true });
  if (selection !== undefined && again instanceof HTMLTextAreaElement)
    again.setSelectionRange(selection[0] ?? 0, selection[1] ?? 0);
}

host.onMessage((message) => {
  switch (message.type) {
    case 'drafts':
      // What a reload left here is as new as what the panel left there.
      for (const draft of keptDrafts(message))
        if (!drafts.some(({ uri, row, key }) => uri === draft.uri && row === draft.row && key === draft.key))
          drafts.push(draft);
      return;
    case 'snapshot': {
      const isOther = view?.uri !== message.view?.uri || view?.row.row !== message.view?.row.row;
      if (isOther) {
        cells = new Map();
        showFailure(null);
      }
      ({ view, lens, reason } = message);
      keepState();
      draw(isOther);
      return;
    }
    case 'lens':
      if (view?.uri !== message.uri || view.row.row !== message.row || view.row.version !== message.version) return;
      lens = message.lens;
      draw(false);
      return;
    case 'edited': {
      const answered = pending.get(message.id);
      pending.delete(message.id);
      answered?.(message.problem);
      return;
    }
  }
});
host.post({ type: 'ready', version: ROW_PREVIEW_PROTOCOL_VERSION });
