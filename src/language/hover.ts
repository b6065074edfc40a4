/** Hover: what a key means; on anything else the row as a conversation, with its length and what the base model makes of it. */
import { MarkupKind, type Hover } from 'vscode-languageserver/node';
import { fieldsOf } from '../dataset/columns.ts';
import type { Position } from '../dataset/read.ts';
import { cursorAt, type Cursor } from './cursor.ts';
import { offsetIn, rangeIn, type LanguageDocument, type LanguageRow } from './document.ts';
import { shapeOfWritten, typesOf } from './fields.ts';
import { rowParts, type RowPart } from './rowParts.ts';
import type { RowTokens } from './rowTokens.ts';

/** `tokens`: asked for only where the row itself is shown. */
export async function hoverAt(
  document: LanguageDocument,
  place: Position,
  tokens: (row: number) => Promise<RowTokens | undefined>,
): Promise<Hover | undefined> {
  const row = document.rowAt(place);
  if (row === undefined || row.facts.blank) return undefined;
  // The character under the pointer is the one behind the place.
  const cursor = cursorAt(row.facts.text, offsetIn(row, place) + 1);
  const isOnKey = cursor.at === 'key' && cursor.token !== undefined;
  const words = isOnKey ? keyWords(document, cursor) : await rowWords(document, row, cursor, tokens);
  if (words === undefined) return undefined;
  const range = cursor.token === undefined ? undefined : rangeIn(row, cursor.token);
  return {
    contents: { kind: MarkupKind.Markdown, value: words },
    ...(range === undefined ? {} : { range }),
  };
}

function keyWords({ format, columns }: LanguageDocument, { path, token }: Cursor): string | undefined {
  if (token === undefined || format === 'unknown') return undefined;
  const key = token.text.replace(/^"|"$/g, '');
  const shape = shapeOfWritten(format, columns, [...path, key]);
  if (shape === undefined) return `**${escaped(key)}**\n\nThe format ${format} has no such field: trainers ignore it.`;
  const parent = shapeOfWritten(format, columns, path);
  const isRequired = parent?.required?.includes(key) === true;
  const field = path.length === 0 && Object.hasOwn(columns, key) ? ` · read as ${columns[key]!}` : '';
  return (
    `**${escaped(key)}**${field} · ${typesOf(shape).join(' or ')}${isRequired ? ' · required' : ''}` +
    `\n\n${shape.description ?? ''}`
  );
}

async function rowWords(
  document: LanguageDocument,
  { index, facts }: LanguageRow,
  cursor: Cursor,
  tokens: (row: number) => Promise<RowTokens | undefined>,
): Promise<string | undefined> {
  const fields = facts.value === undefined ? undefined : fieldsOf(facts.value, document.columns);
  if (fields === undefined) return undefined;
  const parts = rowParts(document.format, fields);
  if (parts.length === 0) return undefined;
  const nCharacters = parts.reduce((sum, { text }) => sum + text.length, 0);
  const head = [`Row ${number(index + 1)}`, document.format, count(nCharacters, 'character')];
  const counted = await tokens(index);
  return [
    [...head, ...(counted === undefined ? [] : [tokenWords(counted)])].join(' · '),
    ...shownParts(parts, cursor),
  ].join('\n\n---\n\n');
}

function tokenWords({ base, nTokens, nTrained, nCut }: RowTokens): string {
  const cut = nCut === 0 ? '' : `, ${number(nCut)} cut off`;
  return `${count(nTokens, 'token')}, ${number(nTrained)} trained${cut} (${escaped(base)})`;
}

/** A hover is read at a glance: long texts and long conversations are cut, and it says by how much. */
const MAX_PARTS = 12;
const MAX_TEXT = 1200;

/** From the part under the pointer on, where not all can be shown. */
function shownParts(parts: readonly RowPart[], { path }: Cursor): string[] {
  const here = parts.findIndex((part) => part.path.every((step, i) => step === path[i]));
  const first = parts.length <= MAX_PARTS ? 0 : Math.min(Math.max(0, here - 1), parts.length - MAX_PARTS);
  const shown = parts.slice(first, first + MAX_PARTS).map(partWords);
  const after = parts.length - first - shown.length;
  return [
    ...(first === 0 ? [] : [`*${count(first, 'earlier message')}*`]),
    ...shown,
    ...(after === 0 ? [] : [`*${count(after, 'more message')}*`]),
  ];
}

function partWords({ label, text, trained }: RowPart): string {
  const mark = trained === undefined ? '' : trained ? ' · trained' : ' · context';
  const left = text.length - MAX_TEXT;
  const shown = left > 0 ? text.slice(0, MAX_TEXT) : text;
  const more = left > 0 ? `\n\n*${count(left, 'more character')}*` : '';
  return `**${escaped(label)}**${mark}\n\n${text === '' ? '*empty*' : escaped(shown)}${more}`;
}

const number = (n: number): string => n.toLocaleString('en-US');
const count = (n: number, word: string): string => `${number(n)} ${word}${n === 1 ? '' : 's'}`;

/** Text of a dataset stays text: no links, no pictures from elsewhere, no HTML; its line ends are shown. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+\-.!|~<>&:$^=]/g, '\\$&')
    .replace(/\r\n?|\n/g, '  \n')
    .replace(/(^|\n) +/g, (spaces) => spaces.replaceAll(' ', '\u00A0'));
}
