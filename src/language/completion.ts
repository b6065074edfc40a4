/** Completion: keys that an object has not yet, roles, weights, messages and whole rows, right inside quotes and in rows that are not finished. */
import { CompletionItemKind, InsertTextFormat, type CompletionItem, type Range } from 'vscode-languageserver/node';
import { TASK_FIELD } from '../dataset/brief/compiled.ts';
import type { Columns } from '../dataset/columns.ts';
import { rolesOf } from '../dataset/conversation.ts';
import { guessFromText } from '../dataset/detect.ts';
import { FORMAT_IDS, type FormatId } from '../dataset/formats.ts';
import type { Position } from '../dataset/read.ts';
import { knownFields, type Shape } from '../dataset/schema.ts';
import { cursorAt, type Cursor } from './cursor.ts';
import { offsetIn, rangeIn, type LanguageDocument } from './document.ts';
import { columnOf, shapeOfWritten, typesOf } from './fields.ts';
import { itemSkeletons, rowSkeletons, valueSkeleton, withoutTabStops } from './skeletons.ts';

export type CompletionOptions = { snippets: boolean };

/** In the order in which they are offered. `text` stands in the row instead of what is there. */
type Proposal = {
  label: string;
  kind: CompletionItemKind;
  text: string;
  detail?: string;
  documentation?: string;
};

export function completionAt(
  document: LanguageDocument,
  place: Position,
  { snippets }: CompletionOptions,
): CompletionItem[] {
  const row = document.rowAt(place);
  if (row === undefined) return [];
  const { text } = row.facts;
  const offset = offsetIn(row, place);
  const cursor = cursorAt(text, offset);
  const format = formatAt(document, text);
  const edited = { start: cursor.token?.start ?? offset, end: cursor.token?.end ?? offset };
  const range = rangeIn(row, edited);
  const written = text.slice(edited.start, edited.end);
  return proposals(cursor, text, format, document).map(({ label, kind, text: snippet, detail, documentation }, i) => ({
    label,
    kind,
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation }),
    ...edit(snippet, range, snippets),
    // Editors compare what is written, with its quote, with this text.
    filterText: written.startsWith('"') ? JSON.stringify(label) : label,
    sortText: String(i).padStart(3, '0'),
    ...(i === 0 ? { preselect: true } : {}),
  }));
}

function edit(snippet: string, range: Range, snippets: boolean): Partial<CompletionItem> {
  return snippets
    ? { insertTextFormat: InsertTextFormat.Snippet, textEdit: { range, newText: snippet } }
    : { insertTextFormat: InsertTextFormat.PlainText, textEdit: { range, newText: withoutTabStops(snippet) } };
}

/** The file's; of a file that has none yet, what the row looks like. */
function formatAt({ format, columns }: LanguageDocument, text: string): FormatId | 'unknown' {
  return format === 'unknown' ? guessFromText(text, columns).format : format;
}

function proposals(cursor: Cursor, text: string, format: FormatId | 'unknown', document: LanguageDocument): Proposal[] {
  const { columns, format: ofFile } = document;
  switch (cursor.at) {
    case 'row':
      return text.trim() === (cursor.token?.text ?? '') ? rows(ofFile, columns) : [];
    case 'key':
      if (format === 'unknown') return firstKeys(cursor);
      return [...wholeRows(cursor, format, columns), ...keys(cursor, format, document, '')];
    case 'value':
      if (isTask(cursor, columns)) return taskIds(document);
      return format === 'unknown' ? [] : values(cursor, format, columns);
    case 'after':
      return format === 'unknown' || cursor.next === ',' ? [] : furtherOnes(cursor, format, document);
    case 'colon':
      return [];
  }
}

function rows(format: FormatId | 'unknown', columns: Columns): Proposal[] {
  const formats = format === 'unknown' ? FORMAT_IDS : [format];
  return formats.flatMap((id) =>
    rowSkeletons(id, columns).map(({ label, snippet }) => ({
      label: `${id} row: ${label}`,
      kind: CompletionItemKind.Snippet,
      text: snippet,
      detail: `A row of the format ${id}`,
      documentation: withoutTabStops(snippet),
    })),
  );
}

/** All fields of a row that has none yet, so that Tab leads from one to the next. */
function wholeRows({ path, keys: given, next, token }: Cursor, format: FormatId, columns: Columns): Proposal[] {
  if (path.length > 0 || given.size > 0 || (next !== '' && next !== '}') || token?.text.startsWith('"') === true)
    return [];
  return rowSkeletons(format, columns).map(({ label, snippet }) => ({
    label: `whole row: ${label}`,
    kind: CompletionItemKind.Snippet,
    text: next === '}' ? snippet.slice(1, -1) : snippet.slice(1),
    detail: `A row of the format ${format}`,
    documentation: withoutTabStops(snippet),
  }));
}

/** In a file without a format yet the first key decides. */
function firstKeys(cursor: Cursor): Proposal[] {
  if (cursor.path.length > 0) return [];
  const formats = new Map<string, FormatId[]>();
  for (const id of FORMAT_IDS)
    for (const field of knownFields(id)) formats.set(field, [...(formats.get(field) ?? []), id]);
  return [...formats]
    .filter(([field]) => !cursor.keys.has(field))
    .map(([field, [format, ...others]]) => {
      const shape = shapeOfWritten(format!, {}, [field]);
      return {
        ...keyProposal(field, field, shape ?? {}, cursor, 'user'),
        detail: `In the format ${[format, ...others].join(', ')}`,
      };
    });
}

function keys(cursor: Cursor, format: FormatId, document: LanguageDocument, before: string): Proposal[] {
  const { columns } = document;
  const path = cursor.at === 'after' ? cursor.path.slice(0, -1) : cursor.path;
  const shape = shapeOfWritten(format, columns, path);
  const isTop = path.length === 0;
  const given = new Set([...cursor.keys].map((key) => (isTop && Object.hasOwn(columns, key) ? columns[key]! : key)));
  const required = [...(shape?.required ?? []), ...(shape?.anyOf?.[0]?.required ?? [])];
  const rank = (field: string): number => Number(!required.includes(field));
  const fields = Object.entries(shape?.properties ?? {})
    .filter(([field]) => !given.has(field) && !isSynonymOf(field, given))
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([field, value]) => {
      const proposal = keyProposal(
        isTop ? columnOf(field, columns) : field,
        field,
        value,
        cursor,
        nextRole(cursor, field),
      );
      return { ...proposal, text: before + proposal.text };
    });
  if (!isTop || document.tasks.length === 0 || given.has(TASK_FIELD)) return fields;
  const task = keyProposal(columnOf(TASK_FIELD, columns), TASK_FIELD, TASK_SHAPE, cursor, '');
  return [...fields, { ...task, text: before + task.text }];
}

const TASK_SHAPE: Shape = {
  type: 'string',
  description: 'The task of the brief that the row is about. Trainers do not read it.',
};

/** Whether the value at the cursor says the row's task. */
function isTask({ path, token }: Cursor, columns: Columns): boolean {
  const [key, ...deeper] = path;
  if (typeof key !== 'string' || deeper.length > 0 || (token !== undefined && /^[[{]/.test(token.text))) return false;
  return (Object.hasOwn(columns, key) ? columns[key] : key) === TASK_FIELD;
}

const taskIds = ({ tasks }: LanguageDocument): Proposal[] =>
  tasks.map(({ id, description, share, keywords = [] }) => ({
    label: id,
    kind: CompletionItemKind.EnumMember,
    text: escaped(JSON.stringify(id)),
    detail: description,
    documentation: [
      description,
      ...(share === undefined ? [] : [`Target share: ${Math.round(share * 100)}% of the rows.`]),
      ...(keywords.length === 0 ? [] : [`Keywords: ${keywords.join(', ')}.`]),
    ].join('\n\n'),
  }));

/** A turn has one of two names for the same thing. */
const SYNONYMS: Record<string, string> = { from: 'role', role: 'from', value: 'content', content: 'value' };
const isSynonymOf = (field: string, given: ReadonlySet<string>): boolean => {
  const other = Object.hasOwn(SYNONYMS, field) ? SYNONYMS[field]! : undefined;
  return other !== undefined && given.has(other);
};

function keyProposal(key: string, field: string, shape: Shape, cursor: Cursor, role: string): Proposal {
  const name = escaped(JSON.stringify(key));
  const value = cursor.next === ':' ? '' : `: ${valueSkeleton(field, shape, role)}`;
  const comma = value !== '' && /["{[]/.test(cursor.next) ? ', ' : '';
  return {
    label: key,
    kind: CompletionItemKind.Property,
    text: name + value + comma,
    detail: typesOf(shape).join(' or '),
    ...(shape.description === undefined ? {} : { documentation: shape.description }),
  };
}

const escaped = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** The other side speaks next; the conversation starts with the user. */
function nextRole({ previousRole }: Cursor, key: string): string {
  const [user, assistant] = key === 'from' ? ['human', 'gpt'] : ['user', 'assistant'];
  return previousRole === 'user' || previousRole === 'human' ? assistant : user;
}

function values(cursor: Cursor, format: FormatId, columns: Columns): Proposal[] {
  const key = cursor.path.at(-1);
  const shape = shapeOfWritten(format, columns, cursor.path);
  if (shape === undefined) return [];
  const isQuoted = cursor.token?.text.startsWith('"') === true;
  if (typeof key === 'number') return isQuoted ? [] : items(cursor, shape, '');
  const words = wordsFor(key, shape, cursor, format);
  if (words.length > 0) return isQuoted ? words.filter(({ text }) => text.startsWith('"')) : words;
  if (cursor.token !== undefined) return [];
  const snippet = valueSkeleton(String(key), shape, 'user');
  if (snippet === '$1') return [];
  const documentation = shape.description;
  return [
    {
      label: withoutTabStops(snippet),
      kind: CompletionItemKind.Value,
      text: snippet,
      ...(documentation === undefined ? {} : { documentation }),
    },
  ];
}

function wordsFor(key: string | undefined, shape: Shape, cursor: Cursor, format: FormatId): Proposal[] {
  const word = (label: string, text: string, detail: string): Proposal => ({
    label,
    kind: CompletionItemKind.EnumMember,
    text,
    detail,
  });
  if (key === 'role' || key === 'from') {
    const first = nextRole(cursor, key);
    return rolesInOrder(format, key, first).map((role) => word(role, JSON.stringify(role), ROLE_WORDS[role] ?? 'Role'));
  }
  if (key === 'weight') return [word('0', '0', 'Context only'), word('1', '1', 'Trained')];
  if (key === 'type') {
    const isCall = Object.hasOwn(shape, 'description') && shape.description?.startsWith('The kind of tool') === true;
    return isCall ? [word('function', '"function"', 'A function')] : [word('text', '"text"', 'A part that is text')];
  }
  if (!typesOf(shape).includes('boolean')) return [];
  return ['true', 'false'].map((value) => word(value, value, shape.description ?? ''));
}

const ROLE_WORDS: Record<string, string> = {
  system: 'Sets the stage; context',
  developer: 'The same as system; context',
  user: 'Asks; context',
  human: 'Asks; context',
  assistant: 'Answers; trained',
  gpt: 'Answers; trained',
  function_call: 'The assistant calls a tool; trained',
  tool: 'What a tool returned; context',
  function: 'What a function returned; context',
  observation: 'What a tool returned; context',
};

const SHAREGPT_ORDER = ['human', 'gpt', 'system', 'function_call', 'observation'];

function rolesInOrder(format: FormatId, key: string, first: string): string[] {
  const known = rolesOf(format);
  const own = key === 'from' ? SHAREGPT_ORDER : ['user', 'assistant', 'system', 'tool'];
  return [...new Set([first, ...own, ...known])];
}

function items(cursor: Cursor, shape: Shape, before: string): Proposal[] {
  const role = nextRole(cursor, Object.hasOwn(shape.properties ?? {}, 'from') ? 'from' : 'role');
  const comma = /["{[]/.test(cursor.next) ? ', ' : '';
  return itemSkeletons(shape, role).map(({ label, snippet }) => ({
    label,
    kind: CompletionItemKind.Snippet,
    text: before + snippet + comma,
    documentation: withoutTabStops(snippet),
  }));
}

/** Behind a complete value: the next key or element, with the comma that it needs. */
function furtherOnes(cursor: Cursor, format: FormatId, document: LanguageDocument): Proposal[] {
  if (cursor.token !== undefined) return [];
  if (cursor.container === 'object') return keys(cursor, format, document, ', ');
  const shape = cursor.container === 'array' ? shapeOfWritten(format, document.columns, cursor.path) : undefined;
  return shape === undefined ? [] : items(cursor, shape, ', ');
}
