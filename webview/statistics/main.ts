/** The statistics panel: what the dataset in front is like, in numbers. It owns nothing; every snapshot is drawn anew. */
import {
  STATISTICS_PROTOCOL_VERSION,
  type FromStatistics,
  type StatisticsState,
  type StatisticsView,
  type ToStatistics,
} from '../../src/protocol/statistics.ts';
import { make, root, setText } from '../dom.ts';
import { connectHost } from '../host.ts';
import { button, registerElements } from '../ui.ts';
import { statisticsElements } from './sections.ts';
import { announcement, sourceWords, stateMessage, stateWords } from './view.ts';
import './statistics.css';

registerElements();

const host = connectHost<ToStatistics, FromStatistics, StatisticsState>();
const title = make('h1');
const subtitle = make('p', 'subtitle');
const state = make('span', 'state');
const cancel = button('cancel', 'Cancel', 'secondary', () => host.post({ type: 'cancel' }));
const again = button('count-again', 'Count again', 'secondary', () => host.post({ type: 'countAgain' }));
const message = make('p', 'message');
message.setAttribute('role', 'status');
const progress = make('div', 'progress', [make('span')]);
progress.setAttribute('role', 'progressbar');
progress.setAttribute('aria-label', 'Counting');
const content = make('div', 'content');
const spoken = make('div', 'visually-hidden');
spoken.setAttribute('role', 'status');
const dataset = make('div', 'dataset', [
  make('header', '', [make('div', 'titles', [title, subtitle]), make('div', 'ways', [state, cancel, again])]),
  progress,
  message,
  content,
]);
const reason = make('p', 'note');
const empty = make('section', 'empty', [
  make('h1', '', 'No dataset'),
  reason,
  make('p', 'note', 'Open a dataset, and its rows, lengths, problems and repeats are counted here.'),
  button('choose-dataset', 'Choose a dataset', 'primary', () => host.post({ type: 'chooseDataset' })),
]);
dataset.hidden = empty.hidden = true;
root().append(dataset, empty, spoken);

/** The dataset that was announced: typing in it is no news. */
let announced = '';

function draw(view: StatisticsView): void {
  const { name, statistics, isLive } = view;
  const { kind } = view.state;
  setText(title, name);
  setText(subtitle, statistics === null ? '' : sourceWords(view));
  setText(state, stateWords(view));
  state.dataset['state'] = kind;
  state.hidden = kind === 'complete';
  cancel.hidden = !(view.state.kind === 'counting' && view.state.canCancel);
  again.hidden = kind === 'counting' || (isLive && kind === 'complete');
  // Typing makes the server count on, and a line that comes and goes would flicker.
  progress.hidden = kind !== 'counting' || (isLive && statistics !== null);
  setText(message, stateMessage(view));
  message.hidden = message.textContent === '';
  message.classList.toggle('failed', kind === 'failed');
  const focused = document.activeElement?.id ?? '';
  content.replaceChildren(
    ...(statistics === null ? [] : statisticsElements(view, statistics, (said) => host.post(said))),
  );
  // What was built anew must not lose the person's place.
  if (focused !== '') document.getElementById(focused)?.focus({ preventScroll: true });
  if (statistics === null || kind !== 'complete' || announced === view.uri) return;
  announced = view.uri;
  setText(spoken, announcement(name, statistics));
}

host.onMessage(({ view, reason: why }) => {
  dataset.hidden = view === null;
  empty.hidden = view !== null;
  root().dataset['state'] = view?.state.kind ?? 'empty';
  setText(reason, why);
  reason.hidden = why === '';
  if (view === null) return;
  host.setState({ uri: view.uri });
  draw(view);
});
host.post({ type: 'ready', version: STATISTICS_PROTOCOL_VERSION });
