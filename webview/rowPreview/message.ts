/** One message of the row: role, texts, tool calls and whatever else it has. */
import type { BlockView, LensView, MessageView, PreviewEdit } from '../../src/protocol/rowPreview.ts';
import { make } from '../dom.ts';
import { button } from '../ui.ts';
import type { TextCell } from './textCell.ts';
import { counted } from './words.ts';

export type MessageContext = {
  /** Unique on the page. */
  id: string;
  /** From 1, in its section. */
  number: number;
  roles: readonly string[];
  lens: LensView | null;
  cellOf: (key: string) => TextCell;
  edit: (edit: PreviewEdit) => void;
};

export function messageElement(message: MessageView, context: MessageContext): HTMLElement {
  const { id, number, lens, cellOf, edit } = context;
  const { roleKey, key, name } = message;
  const title = roleKey === null ? make('h3', 'role', name) : roleSelect(message, roleKey, context);
  const nTokens = message.texts.reduce((sum, text) => sum + (lens?.texts[text.key]?.nTokens ?? 0), 0);
  const tokens = make('span', 'tokens', lens === null || message.texts.length === 0 ? '' : counted(nTokens, 'token'));
  const cells = message.texts.map((text, i) => {
    const cell = cellOf(text.key);
    const part = message.texts.length > 1 ? `, ${text.label ?? `part ${i + 1}`}` : '';
    cell.show(text, lens?.texts[text.key] ?? null, `Message ${number}, ${name}${part}`);
    return cell;
  });
  const [first] = cells;
  const buttons = make('div', 'message-buttons');
  if (first !== undefined) buttons.append(button(`${id}-edit`, 'Edit', 'secondary', () => first.edit()));
  if (key !== null) buttons.append(button(`${id}-remove`, 'Remove', 'secondary', () => edit({ kind: 'remove', key })));
  for (const element of buttons.children)
    element.setAttribute('aria-label', `${element.textContent} message ${number}, ${name}`);
  const element = make('article', `message ${message.role}`, [
    make('header', '', [title, tokens, buttons]),
    ...cells.map((cell) => cell.element),
    ...message.blocks.map((block) => blockElement(block, 'open')),
  ]);
  element.id = id;
  element.setAttribute('aria-label', `Message ${number}, ${name}`);
  return element;
}

function roleSelect({ name }: MessageView, key: string, { id, number, roles, edit }: MessageContext): HTMLElement {
  const names = roles.includes(name) ? roles : [name, ...roles];
  const select = choice(`${id}-role`, `Role of message ${number}`, names);
  select.value = name;
  select.addEventListener('change', () => edit({ kind: 'text', key, text: select.value }));
  return make('h3', 'role', [select]);
}

/** A plain list: it draws as fast as there are messages, and every reader knows it. */
export function choice(id: string, label: string, values: readonly string[]): HTMLSelectElement {
  const select = make(
    'select',
    '',
    values.map((value) => make('option', '', value)),
  );
  select.id = id;
  select.setAttribute('aria-label', label);
  return select;
}

export function blockElement({ title, json }: BlockView, state: 'open' | 'closed'): HTMLElement {
  const text = make('pre', 'json', json);
  text.tabIndex = 0; // A long one scrolls.
  text.setAttribute('role', 'region');
  text.setAttribute('aria-label', title);
  const element = make('details', 'block', [make('summary', '', title), text]);
  element.open = state === 'open';
  return element;
}
