/** The playground: one prompt, the base's and the tuned model's answers side by side. Owns no truth but the draft. */
import {
  PLAYGROUND_PROTOCOL_VERSION,
  SIDES,
  type FromPlayground,
  type PlaygroundState,
  type PlaygroundView,
  type ToPlayground,
} from '../../src/protocol/playground.ts';
import { make, root, setText } from '../dom.ts';
import { connectHost } from '../host.ts';
import { button, dropdown, registerElements, setDisabled, textArea, textField } from '../ui.ts';
import { createAnnouncer } from './announcer.ts';
import { createPane } from './pane.ts';
import { isBusy, parseMaxTokens, receive } from './state.ts';
import { describePane } from './words.ts';
import './playground.css';

registerElements();

const DEFAULT_MAX_TOKENS = '128';

const host = connectHost<ToPlayground, FromPlayground, PlaygroundState>();
const askForSnapshot = (): void => host.post({ type: 'ready', version: PLAYGROUND_PROTOCOL_VERSION });
const announcer = createAnnouncer();
let view: PlaygroundView | null = null;
let drawing = 0;

const prompt = textArea('prompt', 'Prompt', 4);
prompt.setAttribute('placeholder', 'Ask both models the same thing');
prompt.setAttribute('autofocus', '');
const runs = dropdown('run', 'Tuned model', (run) => host.post({ type: 'choose', run }));
const maxTokens = textField('max-tokens', 'Max tokens');
maxTokens.setAttribute('size', '6');
maxTokens.value = DEFAULT_MAX_TOKENS;
const problem = make('p', 'problem');
problem.id = 'input-problem';
problem.setAttribute('role', 'alert');
problem.hidden = true;
const ask = button('ask', 'Ask', 'primary', () => send());
const stop = button('stop', 'Stop', 'secondary', () => host.post({ type: 'stop' }));
const panes = {
  base: createPane('base', () => undefined),
  tuned: createPane('tuned', () => host.post({ type: 'fineTune' })),
};
const question = make('blockquote', 'question');
const runLabel = make('span', 'label', 'Tuned model');
runLabel.setAttribute('aria-hidden', 'true'); // the list itself carries the name
root().append(
  make('h1', 'visually-hidden', 'Playground'),
  make('form', 'composer', [
    prompt,
    problem,
    make('div', 'controls', [
      make('div', 'field run', [runLabel, runs.element]),
      maxTokens,
      make('span', 'note', 'Greedy: the same prompt always gets the same answer.'),
      make('div', 'buttons', [stop, ask]),
    ]),
  ]),
  question,
  make(
    'div',
    'panes',
    SIDES.map((side) => panes[side].element),
  ),
  announcer.element,
);

restoreDraft();
for (const input of [prompt, maxTokens]) {
  input.addEventListener('input', () => {
    keepDraft();
    showProblem('');
    draw();
  });
  input.addEventListener('keydown', (event) => {
    // While an input method composes, Enter chooses a candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
}

function send(): void {
  const limit = parseMaxTokens(maxTokens.value);
  if (limit === undefined) showProblem('Max tokens is a whole number of at least 1.');
  else if (prompt.value.trim() === '') showProblem('Write a prompt first.');
  else if (view !== null && !isAnswering(view)) {
    showProblem('');
    host.post({ type: 'ask', prompt: prompt.value, maxTokens: limit });
  }
}

const isAnswering = ({ panes: shown }: PlaygroundView): boolean => SIDES.some((side) => isBusy(shown[side]));

function showProblem(text: string): void {
  setText(problem, text);
  problem.hidden = text === '';
}

function keepDraft(): void {
  host.setState({ prompt: prompt.value, maxTokens: maxTokens.value, run: view?.run ?? null });
}

function restoreDraft(): void {
  const state = host.getState();
  if (typeof state !== 'object' || state === null) return;
  if ('prompt' in state && typeof state.prompt === 'string') prompt.value = state.prompt;
  if ('maxTokens' in state && typeof state.maxTokens === 'string') maxTokens.value = state.maxTokens;
}

function announceChange(before: PlaygroundView | null, after: PlaygroundView): void {
  for (const side of SIDES) {
    const pane = after.panes[side];
    if (before === null || before.panes[side].state === pane.state) continue;
    const name = side === 'base' ? 'Base' : 'Tuned';
    if (pane.state === 'answering') announcer.say(`${name} is answering.`);
    // A failure is an alert of its own.
    if (pane.state === 'done') announcer.say(`${name} answered: ${pane.text} (${describePane(pane)})`);
  }
}

function draw(): void {
  // Many pieces may arrive within a frame: draw once.
  if (drawing === 0) drawing = requestAnimationFrame(show);
}

function show(): void {
  drawing = 0;
  if (view === null) return;
  const shown = view;
  const busy = isAnswering(shown);
  const choices = shown.runs.map((run) => ({ value: run.folder, label: run.name }));
  runs.setChoices(choices.length > 0 ? choices : [{ value: '', label: 'None yet' }], shown.run);
  setDisabled(runs.element, busy || shown.runs.length === 0);
  setDisabled(ask, busy || prompt.value.trim() === '');
  setDisabled(stop, !busy);
  setText(question, shown.question ?? '');
  question.hidden = shown.question === null;
  for (const side of SIDES) panes[side].show(shown.panes[side], shown.question !== null);
  root().dataset['state'] = busy ? 'busy' : 'idle';
}

host.onMessage((message) => {
  const next = receive(view, message);
  if (next === 'stale') {
    askForSnapshot();
    return;
  }
  announceChange(view, next);
  view = next;
  keepDraft();
  draw();
});
askForSnapshot();
