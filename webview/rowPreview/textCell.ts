/** One text of a row: shown with the lens over it, and edited in a box with real line breaks. What is not written into the row is kept. */
import type { TextLens, TextView } from '../../src/protocol/rowPreview.ts';
import { make, setText } from '../dom.ts';
import { button } from '../ui.ts';
import { withLineEnds } from './lineEnds.ts';
import { markedRuns } from './markedText.ts';

export type TextCellActions = {
  apply: (text: string) => void;
  /** The text that is being written, and the row's text that it is made from; null when there is none. */
  keep: (draft: { base: string; text: string } | null) => void;
  showAll: () => void;
};

export type TextCell = {
  element: HTMLElement;
  /** `name`: what the text is of, for screen readers. */
  show: (text: TextView, lens: TextLens | null, name: string) => void;
  /** Begins editing, or goes on with a draft that was kept. */
  edit: (draft?: { base: string; text: string }) => void;
  /** The edit of this text was written, or was not for this reason. */
  answered: (problem: string | null) => void;
};

const CHANGED = 'This text was changed in the document meanwhile. Yours is kept: Apply writes it, Revert drops it.';

export function createTextCell(id: string, actions: TextCellActions): TextCell {
  const read = make('div', 'text');
  read.id = `${id}-text`;
  read.tabIndex = 0;
  read.setAttribute('role', 'group');
  read.setAttribute('aria-keyshortcuts', 'Enter');
  const box = make('textarea', 'box');
  box.id = `${id}-box`;
  box.spellcheck = false;
  const apply = button(`${id}-apply`, 'Apply', 'primary', () => submit());
  const revert = button(`${id}-revert`, 'Revert', 'secondary', () => close());
  const keys = make('span', 'keys', 'Ctrl+Enter applies, Esc reverts');
  const editor = make('div', 'editor', [box, make('div', 'edit-buttons', [apply, revert, keys])]);
  editor.hidden = true;
  const problem = make('p', 'problem');
  problem.setAttribute('role', 'alert');
  problem.hidden = true;
  const cutNote = make('p', 'cut-note');
  const label = make('span', 'part-label');
  const element = make('div', 'cell', [label, read, editor, problem, cutNote]);
  element.id = id;

  let shown: TextView | null = null;
  /** The row's text that the draft is made from. */
  let base: string | null = null;

  const say = (text: string | null): void => {
    setText(problem, text ?? '');
    problem.hidden = text === null;
  };
  const isWhole = (): boolean => shown !== null && shown.text.length === shown.length;
  const fit = (): void => {
    const lines = box.value.split('\n').length;
    box.rows = Math.min(24, Math.max(3, lines + 1));
  };
  const edit: TextCell['edit'] = (draft) => {
    if (shown === null || !isWhole()) return;
    base = draft?.base ?? shown.text;
    box.value = draft?.text ?? shown.text;
    fit();
    read.hidden = true;
    editor.hidden = false;
    say(base === shown.text ? null : CHANGED);
    if (draft === undefined) {
      box.focus();
      box.setSelectionRange(box.value.length, box.value.length);
    }
  };
  const close = (): void => {
    const hadFocus = editor.contains(document.activeElement);
    base = null;
    actions.keep(null);
    say(null);
    editor.hidden = true;
    read.hidden = false;
    if (hadFocus) read.focus();
  };
  const textOfBox = (): string => withLineEnds(base ?? '', box.value);
  const submit = (): void => {
    if (shown === null) return;
    const text = textOfBox();
    if (text === shown.text) close();
    else actions.apply(text);
  };

  read.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== read) return;
    event.preventDefault();
    edit();
  });
  read.addEventListener('dblclick', () => edit());
  box.addEventListener('input', () => {
    fit();
    if (base !== null) actions.keep({ base, text: textOfBox() });
  });
  box.addEventListener('keydown', (event) => {
    // While an input method composes, these keys are its own.
    if (event.isComposing) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
    else return;
    event.preventDefault();
  });

  return {
    element,
    edit,
    answered: (reason) => {
      if (reason === null) close();
      else say(reason);
    },
    show: (text, lens, name) => {
      shown = text;
      setText(label, text.label ?? '');
      label.hidden = text.label === null;
      read.setAttribute('aria-label', `${name}. Press Enter to edit.`);
      box.setAttribute('aria-label', name);
      const runs = markedRuns(text.text, lens);
      read.replaceChildren(
        ...runs.map(({ text: run, kind }) =>
          kind === 'none' ? document.createTextNode(run) : make('span', kind, run),
        ),
      );
      read.classList.toggle('empty', text.text === '');
      const isCut = text.text.length < text.length;
      cutNote.hidden = !isCut;
      if (isCut)
        cutNote.replaceChildren(
          `The first ${formatted(text.text.length)} of ${formatted(text.length)} characters are shown. `,
          button(`${id}-all`, 'Show all', 'secondary', actions.showAll),
        );
      if (base !== null) say(base === text.text || textOfBox() === text.text ? null : CHANGED);
    },
  };
}

const formatted = (n: number): string => n.toLocaleString('en-US');
