/** A row as its texts in order, each with who says it: for people to read, in any format, also where a row is faulty. */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { Path } from '../dataset/columns.ts';
import { turnsOf } from '../dataset/conversation.ts';
import type { FormatId } from '../dataset/formats.ts';
import { knownFields, schemaErrors } from '../dataset/schema.ts';

export type RowPart = {
  /** The role, or the field's name. */
  label: string;
  text: string;
  /** Whether the format has it trained; undefined where that cannot be told. */
  trained: boolean | undefined;
  /** Within the row's fields. */
  path: Path;
};

/** Fields of these formats whose whole text is trained. */
const TARGETS: Partial<Record<FormatId, string>> = { alpaca: 'output', completion: 'completion', text: 'text' };

export function rowParts(format: FormatId | 'unknown', fields: JsonObject): RowPart[] {
  const known = format === 'unknown' ? [] : knownFields(format);
  const rank = (key: string): number => (known.includes(key) ? known.indexOf(key) : known.length);
  const keys = Object.keys(fields).filter((key) => !NOT_TEXT.has(key));
  const parts = keys
    .sort((a, b) => order(a) - order(b) || rank(a) - rank(b))
    .flatMap((key) => partsOf(fields[key]!, [key]));
  const turns = format !== 'unknown' && schemaErrors(format, fields).length === 0 ? turnsOf(format, fields) : undefined;
  const byPath = new Map(turns?.map((turn) => [turn.path.join('/'), turn]));
  const target = format === 'unknown' ? undefined : TARGETS[format];
  return parts.map((part): RowPart => {
    const turn = byPath.get(part.path.join('/'));
    if (turn !== undefined) return { ...part, text: turn.content, trained: turn.trained };
    if (target === undefined || format === 'unknown') return part;
    return { ...part, trained: part.path[0] === target || (part.path[0] === 'history' && part.path[2] === 1) };
  });
}

const NOT_TEXT = new Set(['tools', 'functions', 'parallel_tool_calls']);

/** What comes before the conversation is read before it. */
const order = (key: string): number => (key === 'system' ? 0 : key === 'history' ? 1 : 2);

type Untrained = Omit<RowPart, 'trained'> & { trained: undefined };

function partsOf(value: JsonValue, path: Path): Untrained[] {
  const [field] = path;
  if (typeof value === 'string') return [{ label: String(field), text: value, trained: undefined, path }];
  if (isJsonObject(value)) {
    if (isMessage(value)) return [message(value, path, isAnswer(field) ? `${String(field)} · ` : '')];
    return Array.isArray(value['messages']) ? partsOf(value['messages'], [...path, 'messages']) : [];
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((item, i): Untrained[] => {
    const at = [...path, i];
    if (isJsonObject(item)) return [message(item, at, isAnswer(field) ? `${String(field)} · ` : '')];
    if (field === 'history' && Array.isArray(item))
      return item.flatMap((text, side) =>
        typeof text === 'string'
          ? [{ label: side === 0 ? 'user' : 'assistant', text, trained: undefined, path: [...at, side] }]
          : [],
      );
    return [];
  });
}

const isMessage = (value: JsonObject): boolean => 'role' in value || 'from' in value;
const isAnswer = (field: string | number | undefined): boolean =>
  typeof field === 'string' && /^(?:chosen|rejected|preferred_output|non_preferred_output)$/.test(field);

function message(value: JsonObject, path: Path, before: string): Untrained {
  const role = value['role'] ?? value['from'];
  return {
    label: before + (typeof role === 'string' && role !== '' ? role : 'message'),
    text: [textOf(value['content'] ?? value['value']), textOf(value['refusal']), callsOf(value['tool_calls'])]
      .filter((text) => text !== '')
      .join('\n'),
    trained: undefined,
    path,
  };
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  return value
    .map((part) => (isJsonObject(part) ? part['text'] : part))
    .filter((text) => typeof text === 'string')
    .join('');
}

const callsOf = (value: JsonValue | undefined): string =>
  Array.isArray(value) ? value.map((call) => JSON.stringify(call)).join('\n') : '';

/** The first words of what the row asks; of its first text where nobody asks. */
export function promptOf(parts: readonly RowPart[]): string {
  const isAsked = ({ label }: RowPart): boolean => ASKING.has(label);
  const asked =
    parts.findLast((part) => isAsked(part) && part.path[0] !== 'history' && part.path.length <= 1) ??
    parts.find(isAsked);
  return (asked ?? parts.find(({ label }) => label !== 'system') ?? parts[0])?.text ?? '';
}

const ASKING = new Set(['user', 'human', 'instruction', 'prompt']);

/** One line of a text, for lists. */
export function firstWords(text: string, maxLength: number): string {
  const line = text
    .slice(0, maxLength * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1).trimEnd()}…`;
}
