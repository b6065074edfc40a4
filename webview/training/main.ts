/** The training panel: owns no truth. It asks for a snapshot, takes deltas and shows them. */
import {
  TRAINING_PANEL_PROTOCOL_VERSION,
  type FromTrainingPanel,
  type PanelRunState,
  type ToTrainingPanel,
  type TrainingPanelState,
  type TrainingView,
} from '../../src/protocol/trainingPanel.ts';
import { STATE_WORDS } from '../../src/protocol/trainingWords.ts';
import { make, root, setText } from '../dom.ts';
import { connectHost } from '../host.ts';
import { button, registerElements, setKind } from '../ui.ts';
import { createLossChart } from './chart.ts';
import { plotColumns } from './plotData.ts';
import { receive } from './state.ts';
import { figures } from './summary.ts';
import { createPointsTable } from './table.ts';
import './training.css';

registerElements();

const host = connectHost<ToTrainingPanel, FromTrainingPanel, TrainingPanelState>();
const askForSnapshot = (): void => host.post({ type: 'ready', version: TRAINING_PANEL_PROTOCOL_VERSION });

const empty = make('section', 'empty', [
  make('h1', '', 'No run yet'),
  make('p', '', 'Open a dataset and run "Tunewright: Fine-tune Model". Its progress appears here.'),
  button('fine-tune', 'Fine-tune model', 'primary', () => host.post({ type: 'fineTune' })),
]);

const title = make('h1');
const subtitle = make('p', 'subtitle');
const state = make('span', 'state');
state.setAttribute('role', 'status'); // Read out when it changes; figures, which change every second, are not.
const bar = make('progress');
bar.setAttribute('aria-label', 'Progress of the run');
const message = make('p', 'message');
message.setAttribute('role', 'alert');
const list = make('dl', 'figures');
const chartBox = make('div', 'chart');
const chartFrame = make('figure', '', [chartBox]);
chartFrame.setAttribute('role', 'group');
const table = createPointsTable();
const buttons = {
  stop: button('stop', 'Stop and save', 'secondary', () => host.post({ type: 'stop' })),
  resume: button('resume', 'Resume', 'primary', () => host.post({ type: 'resume' })),
  playground: button('playground', 'Open playground', 'primary', () => host.post({ type: 'openPlayground' })),
  log: button('log', 'Show log', 'secondary', () => host.post({ type: 'showLog' })),
};
const run = make('section', 'run', [
  make('header', '', [make('div', 'titles', [title, subtitle]), state]),
  bar,
  message,
  list,
  make('div', 'buttons', Object.values(buttons)),
  chartFrame,
  table.element,
]);
empty.hidden = run.hidden = true;
root().append(empty, run);
const chart = createLossChart(chartBox);

/** Which buttons a state offers. */
const OFFERED: Record<PanelRunState, (keyof typeof buttons)[]> = {
  starting: ['stop', 'log'],
  running: ['stop', 'log'],
  paused: ['stop', 'log'],
  stopping: ['log'],
  finished: ['playground', 'log'],
  stopped: ['resume', 'playground', 'log'],
  failed: ['resume', 'log'],
  interrupted: ['resume', 'log'],
};

let view: TrainingView | null = null;
let drawing = 0;

function onMessage(received: ToTrainingPanel): void {
  const next = receive(view, received);
  if (next === 'stale') {
    askForSnapshot();
    return;
  }
  view = next;
  if (view !== null) host.setState({ run: view.status.folder });
  // Several deltas may arrive within a frame: draw once.
  if (drawing === 0) drawing = requestAnimationFrame(show);
}

function show(): void {
  drawing = 0;
  empty.hidden = view !== null;
  run.hidden = view === null;
  if (view === null) return;
  const { status, steps, evaluations } = view;
  const lastStep = steps.at(-1)?.step ?? 0;
  setText(title, status.name);
  setText(subtitle, `${status.dataset} · ${status.base} · ${status.method}`);
  setText(state, STATE_WORDS[status.state]);
  state.dataset['state'] = status.state;
  bar.max = Math.max(1, status.totalSteps);
  bar.value = lastStep;
  message.hidden = status.message === null;
  setText(message, status.message ?? '');
  showFigures(view);
  setKind(buttons.playground, status.state === 'finished' ? 'primary' : 'secondary');
  for (const [name, element] of Object.entries(buttons))
    element.hidden = !OFFERED[status.state].some((offered) => offered === name);
  chart.update(plotColumns(steps, evaluations));
  chartFrame.setAttribute('aria-label', 'Chart of training and validation loss; its points are in the table below.');
  table.update(view);
  // For tests: what is shown, unrounded.
  Object.assign(root().dataset, {
    run: status.folder,
    state: status.state,
    step: String(lastStep),
    loss: String(steps.at(-1)?.loss ?? ''),
    validationLoss: String(evaluations.at(-1)?.loss ?? ''),
    points: String(steps.length),
    evaluations: String(evaluations.length),
  });
}

function showFigures(shown: TrainingView): void {
  for (const { id, label, value } of figures(shown)) {
    let box = list.querySelector(`#figure-${id}`);
    if (box === null) {
      box = make('div', 'figure', [make('dt'), make('dd')]);
      box.id = `figure-${id}`;
      list.append(box);
    }
    setText(box.firstElementChild!, label);
    setText(box.lastElementChild!, value);
  }
}

host.onMessage(onMessage);
askForSnapshot();
