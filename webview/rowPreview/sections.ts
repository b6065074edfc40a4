/** The row's parts: its problems, its conversation or the answers to compare, its tools and other fields. */
import type { LensView, PreviewEdit, ProblemView, RowView, SectionView } from '../../src/protocol/rowPreview.ts';
import { make } from '../dom.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';
import { button } from '../ui.ts';
import { blockElement, choice, messageElement } from './message.ts';
import type { TextCell } from './textCell.ts';
import { formatCount, SECTION_TITLES } from './words.ts';

export type PartsContext = {
  lens: LensView | null;
  cellOf: (key: string) => TextCell;
  edit: (edit: PreviewEdit) => void;
  reveal: (line: number, column: number) => void;
  showAll: () => void;
};

export function rowElements(row: RowView, context: PartsContext): HTMLElement[] {
  const { body } = row;
  const problems = row.problems.length === 0 ? [] : [problemList(row.problems, context.reveal)];
  if (body.kind === 'blank') return [...problems, make('p', 'note', 'This line is blank. It is no row.')];
  if (body.kind === 'text') {
    const text = make('pre', 'raw', body.text);
    text.tabIndex = 0;
    text.setAttribute('role', 'region');
    text.setAttribute('aria-label', 'The row as it is written');
    const rest =
      body.text.length === body.length
        ? []
        : [
            make('p', 'cut-note', [
              `The first ${formatCount(body.text.length)} of ${formatCount(body.length)} characters are shown. `,
              button('all', 'Show all', 'secondary', context.showAll),
            ]),
          ];
    return [
      ...problems,
      make(
        'p',
        'note',
        'This row cannot be read as a conversation. This is its text as it is written; mend it in the editor.',
      ),
      text,
      ...rest,
    ];
  }
  const answers = body.sections.filter(({ kind }) => kind !== 'conversation');
  let nMessages = 0;
  const section = (item: SectionView): HTMLElement => {
    const element = sectionElement(item, nMessages, answers.length > 0, context);
    nMessages += item.messages.length;
    return element;
  };
  const before = body.sections.filter(({ kind }) => kind === 'conversation').map(section);
  return [
    ...problems,
    ...(body.label === null ? [] : [labelSwitch(body.label, context.edit)]),
    ...group('Tools', body.tools),
    ...before,
    ...(answers.length === 0 ? [] : [make('div', 'answers', answers.map(section))]),
    ...group('Other fields', body.others),
  ];
}

function problemList(problems: readonly ProblemView[], reveal: PartsContext['reveal']): HTMLElement {
  const items = problems.map(({ code, severity, message, range }, i) => {
    const link = make('button', 'problem-link', [
      make('span', 'severity', SEVERITY_WORDS[severity]),
      make('span', 'words', message),
      make('code', '', code),
    ]);
    link.id = `problem-${i}`;
    link.addEventListener('click', () => reveal(range.startLine, range.startColumn));
    return make('li', severity, [link]);
  });
  const list = make('ul', 'problems', items);
  list.setAttribute('aria-label', 'Problems of this row');
  return list;
}

function sectionElement(
  { kind, messages, list, roles }: SectionView,
  nBefore: number,
  hasTitle: boolean,
  context: PartsContext,
): HTMLElement {
  const title = make('h2', hasTitle ? '' : 'visually-hidden', SECTION_TITLES[kind]);
  const element = make('section', kind, [
    title,
    ...messages.map((message, i) =>
      messageElement(message, { ...context, id: `message-${nBefore + i + 1}`, number: nBefore + i + 1, roles }),
    ),
  ]);
  if (list === null) return element;
  const last = messages.at(-1)?.role;
  const role = choice(`${kind}-add-role`, 'Role of the new message', roles);
  const wanted = last === 'user' || kind !== 'conversation' ? 'assistant' : 'user';
  role.value = roles.find((name) => name === wanted) ?? (wanted === 'user' ? 'human' : 'gpt');
  const index = list.first < 0 ? 0 : messages.length - list.first;
  const add = button(`${kind}-add`, 'Add message', 'secondary', () =>
    context.edit({ kind: 'add', list: list.key, index, role: role.value }),
  );
  element.append(make('div', 'add', [role, add]));
  return element;
}

function labelSwitch({ key, value }: { key: string; value: boolean }, edit: PartsContext['edit']): HTMLElement {
  const box = make('input');
  box.type = 'checkbox';
  box.id = 'label';
  box.checked = value;
  box.addEventListener('change', () => edit({ kind: 'boolean', key, value: box.checked }));
  return make('label', 'kto-label', [box, value ? 'A wanted answer (label true)' : 'An unwanted answer (label false)']);
}

function group(title: string, blocks: readonly { title: string; json: string }[]): HTMLElement[] {
  if (blocks.length === 0) return [];
  return [make('section', 'group', [make('h2', '', title), ...blocks.map((block) => blockElement(block, 'closed'))])];
}
