/**
 * A row as people read it: a conversation of messages, answers to compare, tools, and whatever else is in it. Made from any JSON object,
 * also one with faults; every text comes with its path in the row as it is written, so that it can be marked and edited in its place.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { fieldsOf, sourcePath, type Columns, type Path } from './columns.ts';
import { rolesOf } from './conversation.ts';
import type { FormatId } from './formats.ts';
import { knownFields } from './schema.ts';

/** A string that can be edited. */
export type PartText = { path: Path; text: string; /** Where a message has several. */ label?: string };
/** JSON that is shown as it is. */
export type PartBlock = { title: string; value: JsonValue };

export type RowMessage = {
  /** The role as written, or the field's name. */
  name: string;
  /** What it stands for. */
  role: 'system' | 'user' | 'assistant' | 'tool' | 'text' | 'unknown';
  /** Where the role is written; absent for a field, whose role is its name. */
  rolePath?: Path;
  /** The message itself, where it is one of a list and can be removed. */
  path?: Path;
  texts: PartText[];
  blocks: PartBlock[];
};

type RowSection = {
  kind: 'conversation' | 'chosen' | 'rejected';
  messages: RowMessage[];
  /** The list that messages can be added to. */
  list?: Path;
};

export type RowParts = {
  sections: RowSection[];
  tools: PartBlock[];
  /** Whether the answer of a kto row is wanted. */
  label?: { path: Path; value: boolean };
  /** Fields that are no part of the conversation. */
  others: PartBlock[];
};

type Field = { key: string; role: RowMessage['role'] };
const field = (key: string, role: RowMessage['role'] = 'user'): Field => ({ key, role });

/** In the order in which a trainer puts them together. */
const FIELDS: Record<RowSection['kind'], readonly Field[]> = {
  conversation: [
    field('system', 'system'),
    field('history'),
    field('instruction'),
    field('input'),
    field('messages'),
    field('conversations'),
    field('prompt'),
    field('completion', 'assistant'),
    field('output', 'assistant'),
    field('text', 'text'),
  ],
  chosen: [field('chosen', 'assistant'), field('preferred_output', 'assistant')],
  rejected: [field('rejected', 'assistant'), field('non_preferred_output', 'assistant')],
};
const TOOL_FIELDS = ['tools', 'functions'];
const LABEL_FIELDS = ['label', 'kto_tag'];

/** Undefined for a value that is no row. */
export function rowParts(value: JsonValue, format: FormatId | 'unknown', columns: Columns): RowParts | undefined {
  const fields = fieldsOf(value, columns);
  if (fields === undefined) return undefined;
  const written = (path: Path): Path => sourcePath(value, columns, path);
  const known = format === 'unknown' ? undefined : knownFields(format);
  const used = new Set<string>();
  const sections: RowSection[] = [];
  for (const kind of ['conversation', 'chosen', 'rejected'] as const) {
    const section: RowSection = { kind, messages: [] };
    for (const { key, role } of FIELDS[kind]) {
      if (known !== undefined && !known.includes(key)) continue;
      const found = Object.hasOwn(fields, key) ? sectionPart(fields[key]!, key, role) : undefined;
      if (found === undefined) continue;
      used.add(key);
      section.messages.push(...found.messages.map((message) => withPaths(message, written)));
      if (found.list !== undefined) section.list = written(found.list);
    }
    if (section.messages.length > 0 || section.list !== undefined) sections.push(section);
  }
  const tools = [fields, fields['input']].filter((holder) => isJsonObject(holder)).flatMap(toolsIn);
  for (const key of TOOL_FIELDS) used.add(key);
  const labelKey = LABEL_FIELDS.find((key) => typeof fields[key] === 'boolean');
  if (labelKey !== undefined) used.add(labelKey);
  return {
    sections,
    tools,
    ...(labelKey === undefined ? {} : { label: { path: written([labelKey]), value: fields[labelKey] === true } }),
    others: Object.keys(fields)
      .filter((key) => !used.has(key))
      .map((key) => ({ title: String(written([key]).at(-1) ?? key), value: fields[key]! })),
  };
}

/** Role names that a message of this list can have: those of its way of writing. */
export function roleChoices(messages: readonly RowMessage[]): string[] {
  const isShareGpt = messages.some(({ rolePath }) => rolePath?.at(-1) === 'from');
  return isShareGpt
    ? rolesOf('sharegpt').filter((role) => !rolesOf('chat').includes(role) || role === 'system' || role === 'tool')
    : rolesOf('chat');
}

function sectionPart(
  value: JsonValue,
  key: string,
  role: RowMessage['role'],
): { messages: RowMessage[]; list?: Path } | undefined {
  if (typeof value === 'string') return { messages: [fieldMessage(key, role, [key], value)] };
  if (isJsonObject(value)) {
    // OpenAI's preference rows keep the prompt's messages one level down.
    if (Array.isArray(value['messages']))
      return {
        messages: value['messages'].map((item, i) => messageOf(item, [key, 'messages', i])),
        list: [key, 'messages'],
      };
    return isMessage(value) ? { messages: [withoutPath(messageOf(value, [key]))] } : undefined;
  }
  if (!Array.isArray(value)) return undefined;
  if (key === 'history')
    return {
      messages: value.flatMap((pair, i) =>
        (Array.isArray(pair) ? pair : []).map((text, side) =>
          fieldMessage(
            side === 0 ? 'history: instruction' : 'history: output',
            side === 0 ? 'user' : 'assistant',
            [key, i, side],
            text,
          ),
        ),
      ),
    };
  return { messages: value.map((item, i) => messageOf(item, [key, i])), list: [key] };
}

/** An object that is a field's own value cannot be taken out of a list. */
function withoutPath(message: RowMessage): RowMessage {
  const { name, role, rolePath, texts, blocks } = message;
  return { name, role, texts, blocks, ...(rolePath === undefined ? {} : { rolePath }) };
}

const isMessage = (value: JsonObject): boolean => 'role' in value || 'from' in value || 'content' in value;

function fieldMessage(name: string, role: RowMessage['role'], path: Path, value: JsonValue): RowMessage {
  const isText = typeof value === 'string';
  return {
    name,
    role,
    texts: isText ? [{ path, text: value }] : [],
    blocks: isText ? [] : [{ title: name, value }],
  };
}

/** Keys of a message that are shown otherwise than as a block. */
const SHOWN = ['role', 'from', 'content', 'value', 'refusal', 'tool_calls', 'function_call'];

function messageOf(value: JsonValue, path: Path): RowMessage {
  if (!isJsonObject(value))
    return { name: 'unknown', role: 'unknown', path, texts: [], blocks: [{ title: 'not a message', value }] };
  const roleKey = Object.hasOwn(value, 'from') ? 'from' : 'role';
  const contentKey = Object.hasOwn(value, 'value') ? 'value' : 'content';
  const written = value[roleKey];
  const { texts, blocks } = contentParts(value[contentKey], [...path, contentKey]);
  const refusal = value['refusal'];
  if (typeof refusal === 'string') texts.push({ path: [...path, 'refusal'], text: refusal, label: 'refusal' });
  const calls = Array.isArray(value['tool_calls']) ? value['tool_calls'] : [];
  return {
    name: typeof written === 'string' ? written : '(no role)',
    role: typeof written === 'string' ? roleOf(written) : 'unknown',
    ...(typeof written === 'string' ? { rolePath: [...path, roleKey] } : {}),
    path,
    texts,
    blocks: [
      ...blocks,
      ...[...calls, value['function_call']]
        .filter((call) => call !== undefined && call !== null)
        .map((call) => callBlock(call)),
      ...Object.keys(value)
        .filter((key) => !SHOWN.includes(key) && value[key] !== null)
        .map((key) => ({ title: key, value: value[key]! })),
    ],
  };
}

/** Names of every way of writing, by what they stand for. */
const ROLES: Record<string, RowMessage['role']> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  function_call: 'assistant',
  tool: 'tool',
  function: 'tool',
  observation: 'tool',
};
const roleOf = (name: string): RowMessage['role'] => (Object.hasOwn(ROLES, name) ? ROLES[name]! : 'unknown');

function contentParts(content: JsonValue | undefined, path: Path): Pick<RowMessage, 'texts' | 'blocks'> {
  const result: Pick<RowMessage, 'texts' | 'blocks'> = { texts: [], blocks: [] };
  if (typeof content === 'string') result.texts.push({ path, text: content });
  else if (Array.isArray(content)) {
    for (const [i, part] of content.entries()) {
      const label = `part ${i + 1}`;
      if (typeof part === 'string') result.texts.push({ path: [...path, i], text: part, label });
      else if (isJsonObject(part) && typeof part['text'] === 'string')
        result.texts.push({ path: [...path, i, 'text'], text: part['text'], label });
      else result.blocks.push({ title: label, value: part });
    }
  } else if (content !== undefined && content !== null) result.blocks.push({ title: 'content', value: content });
  return result;
}

/** A call with its arguments as what they say: mostly they are JSON in a string. */
function callBlock(call: JsonValue): PartBlock {
  const named = isJsonObject(call) && isJsonObject(call['function']) ? call['function'] : call;
  if (!isJsonObject(named) || typeof named['name'] !== 'string') return { title: 'tool call', value: call };
  return { title: `calls ${named['name']}`, value: parsed(named['arguments'] ?? {}) };
}

function toolsIn(holder: JsonObject): PartBlock[] {
  return TOOL_FIELDS.flatMap((key): PartBlock[] => {
    const value = parsed(holder[key] ?? []);
    return (Array.isArray(value) ? value : [value]).map((tool) => ({ title: toolName(tool), value: tool }));
  });
}

function toolName(tool: JsonValue): string {
  const named = isJsonObject(tool) && isJsonObject(tool['function']) ? tool['function'] : tool;
  return isJsonObject(named) && typeof named['name'] === 'string' ? named['name'] : 'tool';
}

/** JSON in a string as its value. */
function parsed(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || value.trim() === '') return value === '' ? [] : value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}

function withPaths(message: RowMessage, written: (path: Path) => Path): RowMessage {
  const { path, rolePath, ...rest } = message;
  return {
    ...rest,
    ...(path === undefined ? {} : { path: written(path) }),
    ...(rolePath === undefined ? {} : { rolePath: written(rolePath) }),
    texts: message.texts.map((text) => ({ ...text, path: written(text.path) })),
  };
}
