/**
 * JSON as it is written: values move as slices of text, so that numbers keep their digits and strings their escapes.
 * Every function expects valid JSON and gives valid JSON, in one line, with a space after each colon and comma.
 */
import { parseTree, type Node } from 'jsonc-parser';

/** The text of one JSON value. */
export type RawJson = string;

/** A member of an object, in file order; a key that stands twice comes twice. */
export type RawMember = { key: string; value: RawJson };

/** The members of an object; undefined for any other value. */
export function rawMembers(text: RawJson): RawMember[] | undefined {
  const root = parseTree(text);
  return root?.type === 'object' ? (root.children ?? []).flatMap((member) => memberOf(text, member)) : undefined;
}

/** The items of an array; undefined for any other value. */
export function rawItems(text: RawJson): RawJson[] | undefined {
  const root = parseTree(text);
  return root?.type === 'array' ? (root.children ?? []).map((item) => sliceOf(text, item)) : undefined;
}

export function rawObject(members: readonly RawMember[]): RawJson {
  return `{${members.map(({ key, value }) => `${JSON.stringify(key)}: ${value}`).join(', ')}}`;
}

export function rawArray(items: readonly RawJson[]): RawJson {
  return `[${items.join(', ')}]`;
}

/** A string of ours as JSON text. */
export const rawString = (text: string): RawJson => JSON.stringify(text);

/** The value on one line: white space between tokens becomes a space after each comma and colon; tokens stay as written. */
export function oneLine(text: RawJson): RawJson {
  const pieces: string[] = [];
  let at = 0;
  // One expression for strings and marks would be shorter, and overflow the stack on a string of some megabytes.
  for (let open = text.indexOf('"'); open >= 0; open = text.indexOf('"', at)) {
    pieces.push(text.slice(at, open).replace(MARK, spaced));
    const end = stringEnd(text, open);
    pieces.push(text.slice(open, end));
    at = end;
  }
  pieces.push(text.slice(at).replace(MARK, spaced));
  return pieces.join('');
}

/** A mark or white space outside of strings; numbers, words and brackets are passed over. */
const MARK = /[,:]|\s+/g;
const spaced = (token: string): string => (token === ',' || token === ':' ? `${token} ` : '');

/** The position after the closing quote. */
function stringEnd(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, position: number): boolean {
  let start = position;
  while (text.charCodeAt(start - 1) === 0x5c) start--;
  return (position - start) % 2 === 1;
}

function memberOf(text: string, { children }: Node): RawMember[] {
  const [key, value] = children ?? [];
  return key === undefined || value === undefined ? [] : [{ key: String(key.value), value: sliceOf(text, value) }];
}

const sliceOf = (text: string, { offset, length }: Node): RawJson => oneLine(text.slice(offset, offset + length));
