/** Converting rows of one format into another: row by row, with what each loses. Pure; files and doors are elsewhere. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '../../common/json.ts';
import { clashesOf, fieldsOf, NO_COLUMNS, type Columns } from '../columns.ts';
import type { FormatId } from '../formats.ts';
import { rawMembers, rawObject, oneLine, type RawJson, type RawMember } from '../rawJson.ts';
import { readRow, type RowFacts } from '../row.ts';
import { isForeign } from '../rowFormat.ts';
import { knownFields, schemaErrors } from '../schema.ts';
import type { StyleOptions } from './common.ts';
import { LOSSES, newNotes, REFUSALS, type LossCode, type Notes, type RefusalCode } from './losses.ts';
import { isJoined, readRawRow, type ReadRow } from './readRow.ts';
import { writeRawRow } from './writeRow.ts';

export type ConversionOptions = {
  style?: StyleOptions;
  columns?: Columns;
  /** What whoever the rows are for says of one: with a remark that refuses it, the row cannot be converted. */
  remarks?: (format: FormatId, fields: JsonObject) => Remark[];
};

type Remark = { code: string; message: string; isRefusal: boolean };

/** `lines`: the rows it becomes, each on one line; a pair becomes two. */
type Converted =
  | { refusal: string; message: string }
  | { refusal?: undefined; lines: RawJson[]; losses: ReadonlySet<LossCode>; remarks: readonly Remark[] };

export type Conversion = {
  from: FormatId;
  to: FormatId;
  /** Expects a row that is not blank. */
  convert: (row: RowFacts) => Converted;
  /** The same, for whoever knows the losses already; none where the row is refused. */
  lines: (row: RowFacts) => readonly RawJson[];
};

const CONVERSATIONS: readonly FormatId[] = ['alpaca', 'chat', 'sharegpt', 'completion'];
const TARGETS: Record<FormatId, readonly FormatId[]> = {
  alpaca: CONVERSATIONS,
  chat: CONVERSATIONS,
  sharegpt: CONVERSATIONS,
  completion: [...CONVERSATIONS, 'text'],
  text: ['text', 'completion'],
  preference: [...CONVERSATIONS, 'preference', 'kto'],
  kto: [...CONVERSATIONS, 'kto'],
};

/** What can be written in more than one way in a format. */
const STYLES: Record<FormatId, readonly (keyof StyleOptions)[]> = {
  alpaca: [],
  chat: ['arguments', 'ids', 'developer'],
  sharegpt: ['roles', 'developer', 'turns'],
  completion: ['text', 'arguments', 'ids', 'developer'],
  text: [],
  preference: ['preference', 'text', 'arguments', 'ids', 'roles', 'developer', 'turns'],
  kto: ['kto', 'text', 'arguments', 'ids', 'roles', 'developer', 'turns'],
};

/** The formats that rows of a format can become. */
export const targetsOf = (from: FormatId): readonly FormatId[] => TARGETS[from];

/** Why no row of a format can become one of another; undefined where some can. */
export function impossible(from: FormatId, to: FormatId): string | undefined {
  if (TARGETS[from].includes(to)) return undefined;
  if (to === 'preference')
    return 'A preference row needs a rejected answer for each prompt, which these rows do not have.';
  if (to === 'kto') return 'A kto row needs a label for each answer, which these rows do not have.';
  if (to === 'text') return 'Raw text needs a chat template of one model around the messages.';
  return 'Raw text does not say who speaks.';
}

export function createConversion(from: FormatId, to: FormatId, options: ConversionOptions = {}): Conversion {
  const columns = options.columns ?? NO_COLUMNS;
  const style = options.style ?? {};
  return {
    from,
    to,
    convert: (row) => convertRow(row, from, to, columns, options),
    lines: (row) => {
      const notes = newNotes();
      const written = convertText(row, from, to, columns, style, notes);
      return notes.refusal === undefined ? (written?.lines ?? []) : [];
    },
  };
}

function convertRow(
  row: RowFacts,
  from: FormatId,
  to: FormatId,
  columns: Columns,
  { style = {}, remarks = () => [] }: ConversionOptions,
): Converted {
  const notes = newNotes();
  const written = convertText(row, from, to, columns, style, notes);
  if (written === undefined || notes.refusal !== undefined) {
    const code: RefusalCode = notes.refusal ?? 'unreadable';
    return { refusal: code, message: REFUSALS[code] };
  }
  const found = written.lines.flatMap((line) => remarks(to, JSON.parse(line) as JsonObject));
  const refused = found.find(({ isRefusal }) => isRefusal);
  if (refused !== undefined) return { refusal: refused.code, message: refused.message };
  if (row.hasDuplicateKey) notes.losses.add('duplicate-key');
  if (![...notes.losses].some((code) => LOSSES[code].effect !== 'trained') && !comesBack(row, written, from, to))
    notes.losses.add('written-otherwise');
  return { lines: written.lines, losses: notes.losses, remarks: found };
}

type Written = { lines: RawJson[]; style: StyleOptions };

function convertText(
  row: RowFacts,
  from: FormatId,
  to: FormatId,
  columns: Columns,
  style: StyleOptions,
  notes: Notes,
): Written | undefined {
  const members = readableMembers(row, from, columns, notes);
  if (members === undefined) return undefined;
  const fields = new Map(members.map(({ key, value }) => [key, value]));
  const read = readRawRow(from, fields, notes);
  if (notes.refusal !== undefined) return undefined;
  if (isJoined(fields) && to !== from) notes.losses.add('input-joined');
  // A row of the same format needs nothing but its columns' names, unless a style is asked for.
  if (from === to && style.extra !== 'dropped' && STYLES[to].every((key) => style[key] === undefined))
    return { lines: [rawObject(members)], style: read.style };
  const rows = writeRawRow(to, read.row, style, notes);
  return { lines: rows.map((own) => rawObject(placed(members, own, read, to, style, notes))), style: read.style };
}

/** The row's members under the format's names; undefined where it is not a row of the format. */
function readableMembers(row: RowFacts, from: FormatId, columns: Columns, notes: Notes): RawMember[] | undefined {
  if (row.value === undefined || row.invalidAt !== undefined) return undefined;
  const fields = fieldsOf(row.value, columns);
  if (fields === undefined || clashesOf(row.value, columns).length > 0) return undefined;
  if (isForeign(row, fields, from) || schemaErrors(from, fields).length > 0) return undefined;
  const members = rawMembers(row.text) ?? [{ key: 'messages', value: oneLine(row.text.trim()) }];
  return members.map(({ key, value }) => {
    const field = Object.hasOwn(columns, key) ? columns[key]! : key;
    if (field !== key) notes.losses.add('columns-mapped');
    return { key: field, value };
  });
}

/** Keys that make a row one of another format, whatever else it has. */
const TELLING = ['chosen', 'rejected', 'preferred_output', 'non_preferred_output', 'kto_tag', 'label'];

/** The new fields in the places of the old ones; further columns stay where they are. */
function placed(
  source: readonly RawMember[],
  own: readonly RawMember[],
  { used }: ReadRow,
  to: FormatId,
  { extra }: StyleOptions,
  notes: Notes,
): RawMember[] {
  const taken = new Set([...own.map(({ key }) => key), ...knownFields(to), ...TELLING]);
  const tools = own.filter(({ key }) => key === 'tools');
  const waiting = [own.filter(({ key }) => key !== 'tools'), tools];
  const result: RawMember[] = [];
  const hasTools = source.some(({ key }) => key === 'tools');
  for (const { key, value } of source) {
    if (used.includes(key)) {
      const place = key === 'tools' ? 1 : 0;
      result.push(...(waiting[place] ?? []));
      waiting[place] = [];
      if (!hasTools) result.push(...(waiting[1] ?? []));
      if (!hasTools) waiting[1] = [];
    } else if (extra === 'dropped') notes.losses.add('columns-dropped');
    else if (!taken.has(key) || isKept(key, to)) result.push({ key, value });
    else {
      notes.losses.add('column-renamed');
      result.push({ key: freeName(key, source), value });
    }
  }
  return [...result, ...waiting.flat()];
}

/** Fields of ours that are about the request: they mean the same in every format that has them. */
const isKept = (key: string, to: FormatId): boolean =>
  to === 'chat' && (key === 'parallel_tool_calls' || key === 'functions');

function freeName(key: string, source: readonly RawMember[]): string {
  let name = `source_${key}`;
  while (source.some((member) => member.key === name)) name = `source_${name}`;
  return name;
}

/** Whether converting back, in the style it had, gives the same values. */
function comesBack(row: RowFacts, { lines, style }: Written, from: FormatId, to: FormatId): boolean {
  if (lines.length !== 1) return false;
  const back = convertText(readRow(lines[0]!, NO_COLUMNS), to, from, NO_COLUMNS, style, newNotes());
  return back?.lines.length === 1 && isDeepStrictEqual(JSON.parse(back.lines[0]!) as JsonValue, row.value);
}
