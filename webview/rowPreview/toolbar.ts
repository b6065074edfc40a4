/** The preview's top: which row this is, the ways to others, and what the lens counts. */
import type { PreviewLens, PreviewView } from '../../src/protocol/rowPreview.ts';
import { make, setText } from '../dom.ts';
import { button, setDisabled } from '../ui.ts';
import { formatCount, lensNote } from './words.ts';

export type ToolbarActions = {
  step: (to: 'next' | 'previous' | 'problem') => void;
  goTo: (row: number) => void;
};

export type Toolbar = {
  element: HTMLElement;
  show: (view: PreviewView | null, lens: PreviewLens) => void;
};

export function createToolbar({ step, goTo }: ToolbarActions): Toolbar {
  const previous = button('previous', 'Previous', 'secondary', () => step('previous'));
  previous.setAttribute('aria-keyshortcuts', 'Alt+ArrowUp');
  previous.title = 'Alt+Up';
  const next = button('next', 'Next', 'secondary', () => step('next'));
  next.setAttribute('aria-keyshortcuts', 'Alt+ArrowDown');
  next.title = 'Alt+Down';
  const problem = button('next-problem', 'Next problem', 'secondary', () => step('problem'));
  // A plain box: the library's puts its label above it.
  const row = make('input');
  row.id = 'row';
  row.inputMode = 'numeric';
  row.setAttribute('aria-label', 'Go to row');
  const of = make('span', 'of');
  const name = make('span', 'name');
  const note = make('p', 'lens-note');
  const legend = make('p', 'legend', [
    ...(['trained', 'context', 'cut'] as const).flatMap((kind) => [
      make('span', kind, kind === 'cut' ? 'cut off' : kind),
      ' ',
    ]),
  ]);
  legend.setAttribute('aria-label', 'Marks: trained, context, cut off');
  row.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const wanted = /^\s*[1-9]\d{0,9}\s*$/.test(row.value) ? Number(row.value) : undefined;
    if (wanted !== undefined) goTo(wanted);
    else row.value = shown;
  });
  let shown = '';
  return {
    element: make('header', 'toolbar', [
      make('div', 'ways', [previous, next, problem, make('span', 'row-of', ['Row', row, of]), name]),
      make('div', 'lens-line', [note, legend]),
    ]),
    show: (view, lens) => {
      for (const element of [previous, next, problem, row]) setDisabled(element, view === null);
      const text = view === null ? '' : String(view.row.row);
      if (text !== shown) row.value = text;
      shown = text;
      setText(of, view === null ? '' : `of ${formatCount(view.row.nRows)}`);
      setText(name, view === null ? '' : `${view.name} · ${view.row.format}`);
      setText(note, view === null ? '' : lensNote(lens, view.row));
      note.classList.toggle('failed', lens.kind === 'none');
      legend.hidden = lens.kind !== 'lens';
    },
  };
}
