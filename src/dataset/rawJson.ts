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
  return text.replace(TOKEN, (token, string: string | undefined) => {
    if (string !== undefined) return token;
    return token === ',' || token === ':' ? `${token} ` : '';
  });
}

/** A string, or a mark or white space outside of strings; numbers and words are passed over. */
const TOKEN = /("(?:[^"\\]|\\.)*")|[,:]|\s+/gs;

function memberOf(text: string, { children }: Node): RawMember[] {
  const [key, value] = children ?? [];
  return key === undefined || value === undefined ? [] : [{ key: String(key.value), value: sliceOf(text, value) }];
}

const sliceOf = (text: string, { offset, length }: Node): RawJson => oneLine(text.slice(offset, offset + length));
