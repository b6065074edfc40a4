/** The panel's parts, from the statistics of a snapshot. Each number that "tunewright stats" prints has its place here. */
import type { DatasetStatistics, FromStatistics, StatisticsView } from '../../src/protocol/statistics.ts';
import { costWords, countWords, tokenWords } from '../../src/protocol/statisticsWords.ts';
import { formatCount } from '../../src/protocol/trainingWords.ts';
import { make } from '../dom.ts';
import { button } from '../ui.ts';
import { bar, countTable, heading, histogram } from './bars.ts';
import { problemList } from './problems.ts';
import { figures, taskRows } from './view.ts';

type Post = (message: FromStatistics) => void;

export function statisticsElements(view: StatisticsView, statistics: DatasetStatistics, post: Post): HTMLElement[] {
  const { problems, coverage, formats, roles, cost } = statistics;
  return [
    figureList(statistics),
    lengths(view, statistics, post),
    make('div', 'cards', [
      problemList(problems, view.titles, post),
      coverage === null ? noTasks(post) : taskTable(coverage),
      make('section', 'card', [
        countTable('Rows by format', 'Format', formats),
        ...(Object.keys(roles).length === 0 ? [] : [countTable('Messages by role', 'Role', roles)]),
      ]),
      make('section', 'card', [
        repeats(statistics),
        ...(cost === null
          ? []
          : [make('section', '', [make('h3', '', 'Cost of tuning'), make('p', 'words', costWords(cost))])]),
      ]),
    ]),
  ];
}

function figureList(statistics: DatasetStatistics): HTMLElement {
  return make(
    'dl',
    'figures',
    figures(statistics).map(({ id, label, value, note }) => {
      const box = make('div', 'figure', [make('dt', '', label), make('dd', 'value', value), make('dd', 'note', note)]);
      box.id = `figure-${id}`;
      return box;
    }),
  );
}

/** In tokens of the base model; in characters where there is none. */
function lengths(view: StatisticsView, statistics: DatasetStatistics, post: Post): HTMLElement {
  const { tokens, characters } = statistics;
  if (tokens !== null) {
    const { base, nRows, maxLength, prompt, response } = tokens;
    return make('section', 'lengths', [
      make('h2', '', `Tokens of ${base}, in ${countWords(nRows, 'row')}`),
      make('p', 'words', tokenWords(tokens)),
      ...uncounted(view, statistics.nRows - nRows),
      make('div', 'cards', [
        histogram('Prompt', 'tokens', prompt, maxLength),
        histogram('Response', 'tokens', response, maxLength),
      ]),
    ]);
  }
  const title = make('h2', '', 'Lengths');
  if (characters === null)
    return make('section', 'lengths', [title, make('p', 'note', 'No row could be read, so there are no lengths.')]);
  return make('section', 'lengths', [
    title,
    ...(view.state.kind === 'counting' ? [make('p', 'note', 'Tokens are being counted.')] : noTokens(view, post)),
    make('div', 'cards', [
      histogram('Prompt', 'characters', characters.prompt, null),
      histogram('Response', 'characters', characters.response, null),
    ]),
  ]);
}

/** Why there are tokens of fewer rows than the dataset has. */
function uncounted({ state }: StatisticsView, n: number): HTMLElement[] {
  if (n <= 0) return [];
  const are = n === 1 ? 'is' : 'are';
  const why =
    state.kind === 'counting'
      ? `${are} being counted`
      : `${are} not counted: ${n === 1 ? 'it' : 'they'} cannot be trained on`;
  return [make('p', 'note', `The other ${countWords(n, 'row')} ${why}.`)];
}

function noTokens({ isTrusted }: StatisticsView, post: Post): HTMLElement[] {
  const words = isTrusted
    ? 'Tokens are not counted: no base model could be used, or no row can be trained on. Choose a base model to see lengths beside the maximum, and what tuning would cost.'
    : 'Tokens are not counted in restricted mode: no model is read for a folder that you have not trusted.';
  const way = isTrusted
    ? button('choose-base', 'Choose a base model', 'secondary', () => post({ type: 'chooseBase' }))
    : button('manage-trust', 'Manage workspace trust', 'secondary', () => post({ type: 'manageTrust' }));
  return [make('p', 'note', words), make('div', 'buttons', [way])];
}

function taskTable(coverage: NonNullable<DatasetStatistics['coverage']>): HTMLElement {
  const { tasks, others } = taskRows(coverage);
  const title = make('h2', '', 'Tasks of the brief');
  if (tasks.length === 0) return make('section', 'card', [title, make('p', 'note', 'The brief names no tasks.')]);
  const head = make(
    'tr',
    '',
    ['Task', 'Rows', 'Share', 'Missing'].map((label) => heading(label, 'col')),
  );
  const rows = tasks.map(({ task, description, nRows, share, part, target, missing }) => {
    const name = heading(task, 'row', 'name');
    name.append(bar(share, target?.share), make('span', 'description', description));
    return make('tr', missing === '' ? '' : 'short', [
      name,
      make('td', 'number', nRows),
      make('td', 'number', [part, make('span', 'wanted', target === null ? '' : `wanted ${target.words}`)]),
      make('td', 'number missing', missing === '' ? '–' : missing),
    ]);
  });
  const rest = others.map(({ label, nRows, part }) =>
    make('tr', '', [
      heading(label, 'row', 'name'),
      make('td', 'number', nRows),
      make('td', 'number', part),
      make('td', 'number missing', '–'),
    ]),
  );
  return make('section', 'card', [
    title,
    make('table', 'tasks', [
      make('caption', 'visually-hidden', 'Rows of each task beside what the brief wants'),
      make('thead', '', [head]),
      make('tbody', '', [...rows, ...rest]),
    ]),
  ]);
}

const noTasks = (post: Post): HTMLElement =>
  make('section', 'card', [
    make('h2', '', 'Tasks of the brief'),
    make(
      'p',
      'note',
      'This dataset has no brief. With one, rows are counted by task, beside the shares that are wanted.',
    ),
    make('div', 'buttons', [button('open-brief', 'Begin a brief', 'secondary', () => post({ type: 'openBrief' }))]),
  ]);

function repeats({ duplicates }: DatasetStatistics): HTMLElement {
  const { nEqualRows, nNearDuplicates, nRepeatedPrompts } = duplicates;
  const facts: [string, string][] = [
    ['Rows equal to an earlier one', formatCount(nEqualRows)],
    [
      'Rows almost the same as an earlier one',
      nNearDuplicates === null ? 'not compared' : formatCount(nNearDuplicates),
    ],
    ['Prompts asked before', formatCount(nRepeatedPrompts)],
  ];
  return make('section', '', [
    make('h3', '', 'Repeats'),
    make(
      'dl',
      'facts',
      facts.map(([label, value]) => make('div', '', [make('dt', '', label), make('dd', 'number', value)])),
    ),
  ]);
}
