/** Places of keys and values in a row's text. Only rows with a finding are parsed a second time, for this. */
import { parseTree, type Node } from 'jsonc-parser';
import { isJsonObject, type JsonValue } from '../common/json.ts';
import { sourcePath, type Columns, type Path } from '../dataset/columns.ts';
import type { RowFacts } from '../dataset/row.ts';
import type { Place } from './rule.ts';

type Part = 'key' | 'value' | 'brace';

/** The place in a row's text of a place in its fields, whatever its columns are called. */
export function locateField(row: RowFacts, columns: Columns, part: Part, path: Path, tree = treeOf(row.text)): Place {
  return locate(tree, part, row.value === undefined ? path : sourcePath(row.value, columns, path));
}

/** Where the key, the value, or the opening brace of the value at `path` stands; of what is around it where it is not there. */
function locate(root: Node | undefined, part: Part, path: Path): Place {
  if (root === undefined) return { start: 0, end: 0 };
  for (let length = path.length; length >= 0; length--) {
    const node = inside(root, path.slice(0, length));
    if (node === undefined) continue;
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    if (part === 'key' && key !== undefined) return placeOf(key);
    if (part === 'brace' || length < path.length) return { start: node.offset, end: node.offset + 1 };
    return placeOf(node);
  }
  return placeOf(root);
}

/** The node of the key's member, or of the value, at a place in the row's fields. */
export function nodeAt({ text, value }: RowFacts, columns: Columns, path: Path): Node | undefined {
  const root = treeOf(text);
  if (root === undefined) return undefined;
  return inside(root, value === undefined ? path : sourcePath(value, columns, path));
}

function inside(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root;
  for (const step of path) {
    if (typeof step === 'number') node = node?.type === 'array' ? node.children?.[step] : undefined;
    else node = node?.type === 'object' ? membersOf(node).get(step) : undefined;
  }
  return node;
}

/** An object's values by key, the first of doubles; kept, since rules may ask for each of many keys. */
function membersOf(object: Node): ReadonlyMap<string, Node> {
  let members = MEMBERS.get(object);
  if (members !== undefined) return members;
  MEMBERS.set(object, (members = new Map<string, Node>()));
  for (const { children: [key, value] = [] } of object.children ?? [])
    if (key !== undefined && value !== undefined && !members.has(String(key.value)))
      members.set(String(key.value), value);
  return members;
}

const MEMBERS = new WeakMap<Node, Map<string, Node>>();

/** A row's tree, with doubles kept. Expects valid JSON of bounded depth. */
export function treeOf(text: string): Node | undefined {
  return parseTree(text, [], { disallowComments: true });
}

export const placeOf = (node: Node): Place => ({ start: node.offset, end: node.offset + node.length });

/** The text without white space around it. */
export function wholePlace(text: string): Place {
  const start = text.length - text.trimStart().length;
  return { start, end: Math.max(start, text.trimEnd().length) };
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: JsonValue, path: Path): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const step of path)
    if (typeof step === 'number') at = Array.isArray(at) ? at[step] : undefined;
    else at = isJsonObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  return at;
}

/** Parts of a string's value, in order, by their places in the string's JSON text: escapes are longer than what they say. */
export function placesInString(text: string, literal: Place, parts: readonly Place[]): Place[] {
  let unit = 0;
  let offset = literal.start + 1;
  const goTo = (target: number): number => {
    offset = offsetInString(text, offset, target - unit);
    unit = target;
    return offset;
  };
  return parts.map((part) => {
    const start = goTo(part.start);
    return { start, end: goTo(part.end) };
  });
}

export function placeInString(text: string, literal: Place, part: Place): Place {
  return placesInString(text, literal, [part])[0]!;
}

/** Where `nUnits` UTF-16 units of a string's value end, counted from an offset in its JSON text. */
function offsetInString(text: string, from: number, nUnits: number): number {
  let offset = from;
  for (let n = 0; n < nUnits; n++)
    offset += text.charCodeAt(offset) !== BACKSLASH ? 1 : text.charCodeAt(offset + 1) === LETTER_U ? 6 : 2;
  return offset;
}

const [BACKSLASH, LETTER_U] = [0x5c, 0x75];
