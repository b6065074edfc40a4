/** A row as its preview shows it: messages with their texts, problems, and for a row that cannot be read its text as it is. */
import type { Path } from '../dataset/columns.ts';
import type { Problem } from '../dataset/problem.ts';
import { roleChoices, rowParts, type PartBlock, type PartText, type RowMessage } from '../dataset/rowParts.ts';
import { nodeAt, rowTree } from '../dataset/rowTree.ts';
import { stringPlaces } from '../dataset/stringPlaces.ts';
import { rowRanges } from '../rules/rowRanges.ts';
import type { LanguageDocument, LanguageRow } from './document.ts';
import type { BlockView, LensView, MessageView, PathKey, RowBody, RowView, TextView } from './previewTypes.ts';
import type { RowLens } from './rowLens.ts';

const keyOf = (path: Path): PathKey => JSON.stringify(path);

/** `limit`: longer texts are cut, and say so. */
export function rowView(
  document: LanguageDocument,
  row: LanguageRow,
  { version, problems, limit }: { version: number; problems: readonly Problem[]; limit: number },
): RowView {
  const { facts } = row;
  return {
    version,
    row: row.index + 1,
    nRows: Math.max(lastRow(document), row.index + 1),
    start: row.start,
    end: endOf(row),
    length: facts.text.length,
    format: document.format,
    body: bodyOf(document, row, limit),
    problems: problems.map(({ code, severity, message, range }) => ({ code, severity, message, range })),
  };
}

/** What follows the last line end is a line for an editor, and no row. */
function lastRow(document: LanguageDocument): number {
  let last = document.nRows;
  while (last > 0 && document.row(last - 1)?.facts.blank !== false) last--;
  return last;
}

function endOf({ facts, start }: LanguageRow): RowView['end'] {
  const { endLine, endColumn } = rowRanges()(facts.text, { start: 0, end: facts.text.length }, start);
  return { line: endLine, column: endColumn };
}

function bodyOf({ format, columns }: LanguageDocument, { facts }: LanguageRow, limit: number): RowBody {
  if (facts.blank) return { kind: 'blank' };
  const known = format === 'unknown' ? (facts.guess?.format ?? 'unknown') : format;
  const parts = facts.value === undefined ? undefined : rowParts(facts.value, known, columns);
  if (parts === undefined) return { kind: 'text', text: facts.text.slice(0, limit), length: facts.text.length };
  const block = (item: PartBlock): BlockView => blockView(item, limit);
  return {
    kind: 'row',
    sections: parts.sections.map(({ kind, messages, list }) => ({
      kind,
      messages: messages.map((message) => messageView(message, limit)),
      list:
        list === undefined
          ? null
          : { key: keyOf(list), first: messages.findIndex(({ path }) => path?.length === list.length + 1) },
      roles: roleChoices(messages),
    })),
    tools: parts.tools.map(block),
    label: parts.label === undefined ? null : { key: keyOf(parts.label.path), value: parts.label.value },
    others: parts.others.map(block),
  };
}

function messageView({ name, role, rolePath, path, texts, blocks }: RowMessage, limit: number): MessageView {
  const text = (item: PartText): TextView => ({
    key: keyOf(item.path),
    label: item.label ?? null,
    text: cut(item.text, limit),
    length: item.text.length,
  });
  return {
    name,
    role,
    roleKey: rolePath === undefined ? null : keyOf(rolePath),
    key: path === undefined ? null : keyOf(path),
    texts: texts.map(text),
    blocks: blocks.map((item) => blockView(item, limit)),
  };
}

/** At most `limit` units, never half a surrogate pair. */
const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');

function blockView({ title, value }: PartBlock, limit: number): BlockView {
  const json = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  return { title, json: json.length <= limit ? json : `${cut(json, limit)}…` };
}

/** What the lens says of a row's text, told of the texts in it. */
export function lensOfTexts(rowText: string, { spans, starts }: RowLens, body: RowBody): LensView['texts'] {
  if (body.kind !== 'row') return {};
  const root = rowTree(rowText);
  const result: LensView['texts'] = {};
  for (const { key } of body.sections.flatMap(({ messages }) => messages.flatMap(({ texts }) => texts))) {
    const node = nodeAt(root, JSON.parse(key) as Path);
    const places = node === undefined ? undefined : stringPlaces(rowText, node.offset);
    if (node === undefined || places === undefined) continue;
    const end = node.offset + node.length;
    const marks: number[] = [];
    for (let i = 0; i < spans.length; i += 3) {
      if (spans[i]! < node.offset || spans[i + 1]! > end) continue;
      marks.push(unitAt(places.starts, spans[i]!), unitAt(places.starts, spans[i + 1]!), spans[i + 2]!);
    }
    const nTokens = starts.reduce((n, start) => n + (start >= node.offset && start < end ? 1 : 0), 0);
    result[key] = { marks, nTokens };
  }
  return result;
}

/** The unit that starts at an offset. */
function unitAt(starts: Uint32Array, offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
