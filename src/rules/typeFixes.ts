/** Quick fixes of a value of the wrong type: the same value, written as the format takes it. */
import type { Node } from 'jsonc-parser';
import type { JsonValue } from '../common/json.ts';
import type { Path } from '../dataset/columns.ts';
import { oneLine } from '../dataset/rawJson.ts';
import { nodeAt } from './locate.ts';
import type { Fix, RowContext } from './rule.ts';

export function typeFixes(
  { row, columns }: RowContext,
  { path, types }: { path: Path; types: readonly string[] },
): Fix[] {
  const node = nodeAt(row, columns, path);
  if (node === undefined) return [];
  const raw = row.text.slice(node.offset, node.offset + node.length);
  const fixes = types.flatMap((type) => asType(type, node, raw));
  return fixes.map(({ title, text, isSure }) => ({
    title,
    ...(isSure ? { isSafe: true } : {}),
    edits: [{ place: { start: node.offset, end: node.offset + node.length }, text }],
  }));
}

type Rewrite = { title: string; text: string; isSure: boolean };

function asType(type: string, node: Node, raw: string): Rewrite[] {
  switch (type) {
    case 'string':
      return asString(node, raw);
    case 'number':
      return node.type === 'string' && isNumber(String(node.value))
        ? [{ title: 'Write the number without quotation marks', text: String(node.value), isSure: true }]
        : [];
    case 'boolean':
      return asBoolean(node);
    case 'array':
      return asArray(node, raw);
    case 'object': {
      const inside = parsed(node);
      return inside?.startsWith('{') === true
        ? [{ title: 'Write the object itself, not as text', text: inside, isSure: false }]
        : [];
    }
    default:
      return [];
  }
}

function asString(node: Node, raw: string): Rewrite[] {
  if (node.type === 'number' || node.type === 'boolean')
    return [{ title: `Write "${raw}"`, text: `"${raw}"`, isSure: node.type === 'number' }];
  if (node.type === 'null') return [{ title: 'Write an empty text', text: '""', isSure: false }];
  return [{ title: 'Write it as text', text: JSON.stringify(oneLine(raw)), isSure: false }];
}

const BOOLEANS = new Map<JsonValue, string>([
  ['true', 'true'],
  ['false', 'false'],
  [1, 'true'],
  [0, 'false'],
]);

function asBoolean({ type, value }: Node): Rewrite[] {
  const known = BOOLEANS.get(typeof value === 'string' ? value.trim().toLowerCase() : (value as JsonValue));
  if (known !== undefined && (type === 'string' || type === 'number'))
    return [{ title: `Write ${known}`, text: known, isSure: type === 'string' }];
  return [];
}

function asArray(node: Node, raw: string): Rewrite[] {
  const inside = parsed(node);
  if (inside?.startsWith('[') === true)
    return [{ title: 'Write the list itself, not as text', text: inside, isSure: false }];
  return node.type === 'object' || node.type === 'string'
    ? [{ title: 'Write it as a list of one', text: `[${raw}]`, isSure: false }]
    : [];
}

/** The JSON that a string holds, on one line. */
function parsed({ type, value }: Node): string | undefined {
  if (type !== 'string') return undefined;
  const text = String(value).trim();
  try {
    JSON.parse(text);
    return oneLine(text);
  } catch {
    return undefined;
  }
}

const isNumber = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);
