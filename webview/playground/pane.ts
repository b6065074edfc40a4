/** One side of the comparison: whose answer it is, the answer as it grows, and how it went. */
import type { Pane, Side } from '../../src/protocol/playground.ts';
import { make, setText } from '../dom.ts';
import { button } from '../ui.ts';
import { isBusy } from './state.ts';
import { describePane } from './words.ts';

export type PaneElement = { readonly element: HTMLElement; show(pane: Pane, asked: boolean): void };

const TITLES: Record<Side, string> = { base: 'Base', tuned: 'Tuned' };

export function createPane(side: Side, onFineTune: () => void): PaneElement {
  const title = make('h2', '', TITLES[side]);
  title.id = `${side}-title`;
  const model = make('span', 'model');
  const ring = document.createElement('vscode-progress-ring');
  ring.setAttribute('aria-hidden', 'true'); // the line of words says the same
  const status = make('p', 'status');
  const text = make('div', 'text');
  // A long answer scrolls: keyboards must reach it.
  text.tabIndex = 0;
  text.setAttribute('role', 'region');
  text.setAttribute('aria-labelledby', title.id);
  const hint = make('p', 'hint');
  const fineTune = button('fine-tune', 'Fine-tune a model', 'primary', onFineTune);
  const problem = make('p', 'problem');
  problem.setAttribute('role', 'alert');
  const element = make('section', `pane ${side}`, [
    make('header', '', [title, model, ring]),
    text,
    hint,
    problem,
    ...(side === 'tuned' ? [fineTune] : []),
    status,
  ]);
  element.id = `${side}-pane`;
  element.setAttribute('aria-labelledby', title.id);

  return {
    element,
    show: (pane, asked) => {
      const missing = pane.model === null;
      setText(model, pane.model ?? '');
      ring.hidden = !isBusy(pane);
      element.setAttribute('aria-busy', String(isBusy(pane)));
      const stays = text.scrollTop + text.clientHeight >= text.scrollHeight - 8;
      setText(text, pane.text);
      text.hidden = pane.text === '';
      if (stays) text.scrollTop = text.scrollHeight;
      hint.hidden = pane.text !== '' || pane.problem !== null || isBusy(pane);
      setText(hint, hintFor(pane, missing, asked));
      fineTune.hidden = !missing;
      problem.hidden = pane.problem === null;
      setText(problem, pane.problem === null ? '' : `${pane.problem.message} ${pane.problem.next}`);
      setText(status, describePane(pane));
      status.hidden = status.textContent === '';
      // For tests: what is shown, as token ids.
      element.dataset['state'] = pane.state;
      element.dataset['ids'] = JSON.stringify(pane.answer?.ids ?? []);
      element.dataset['stop'] = pane.answer?.stop ?? '';
    },
  };
}

function hintFor(pane: Pane, missing: boolean, asked: boolean): string {
  if (missing) return 'No tuned model yet. Fine-tune one on your dataset, and its answers appear here.';
  if (pane.answer !== null) return 'The answer is empty: the model ended its turn at once.';
  return asked ? '' : 'The answer appears here.';
}
