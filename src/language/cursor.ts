/** Where a place in a row stands in the JSON, also in a row that is broken or not finished: that is when people ask what comes next. */
import type { Path } from '../dataset/columns.ts';

export type Cursor = {
  /** `row`: outside any value. `key`, `value`: where one stands or may be written. `after`: a value is complete, a comma may follow. */
  at: 'row' | 'key' | 'colon' | 'value' | 'after';
  /** Of the object or list around the place; with the key or the position, if it is one of a value. */
  path: Path;
  container: 'object' | 'array' | undefined;
  /** What is written at the place and would be replaced. */
  token: Token | undefined;
  /** The object's other keys, before and after the place. */
  keys: ReadonlySet<string>;
  /** Who speaks in the element before this one of the list around. */
  previousRole: string | undefined;
  /** The first character that is not white space after the token. */
  next: string;
};

type Token = { start: number; end: number; text: string };

type Frame = {
  kind: 'object' | 'array';
  state: 'key' | 'colon' | 'value' | 'after';
  key: string | undefined;
  keys: string[];
  index: number;
  /** The last role that an object directly in this list names. */
  lastRole: string | undefined;
};

const TOKEN = /"(?:[^"\\]|\\.)*"?|[{}[\]:,]|[^\s{}[\]:,"]+/gs;

export function cursorAt(text: string, offset: number): Cursor {
  const frames: Frame[] = [];
  let atRow = true;
  for (const token of tokensOf(text, 0)) {
    if (token.start >= offset) break;
    if (!isPunctuation(token.text) && offset <= contentEnd(token)) return cursor(text, frames, atRow, offset, token);
    take(token.text, frames);
    atRow = false;
  }
  return cursor(text, frames, atRow, offset, undefined);
}

function* tokensOf(text: string, from: number): Generator<Token> {
  const pattern = new RegExp(TOKEN);
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text))
    yield { start: match.index, end: match.index + match[0].length, text: match[0] };
}

const isPunctuation = (text: string): boolean => text.length === 1 && '{}[]:,'.includes(text);
const isString = (text: string): boolean => text.startsWith('"');
const isClosed = (text: string): boolean =>
  text.length > 1 && text.endsWith('"') && !/(?:^|[^\\])(?:\\\\)*\\"$/.test(text);

/** Behind the closing quote the string is left. */
const contentEnd = ({ text, end }: Token): number => (isString(text) && isClosed(text) ? end - 1 : end);

function take(text: string, frames: Frame[]): void {
  const top = frames.at(-1);
  if (text === '{' || text === '[') {
    const kind = text === '{' ? 'object' : 'array';
    const state = text === '{' ? 'key' : 'value';
    if (top !== undefined) top.state = 'after';
    frames.push({ kind, state, key: undefined, keys: [], index: 0, lastRole: undefined });
  } else if (text === '}' || text === ']') {
    if (top?.kind === (text === '}' ? 'object' : 'array')) frames.pop();
  } else if (top === undefined) {
    return;
  } else if (text === ',') {
    top.state = top.kind === 'object' ? 'key' : 'value';
    if (top.kind === 'array') top.index++;
  } else if (text === ':') {
    if (top.kind === 'object') top.state = 'value';
  } else if (top.kind === 'array' || top.state === 'value') {
    if (top.key === 'role' || top.key === 'from') noteRole(frames, text);
    top.state = 'after';
  } else {
    top.key = plain(text);
    top.keys.push(top.key);
    top.state = 'colon';
  }
}

function noteRole(frames: readonly Frame[], text: string): void {
  const list = frames.at(-2);
  if (list?.kind === 'array') list.lastRole = plain(text);
}

function plain(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.replace(/^"|"$/g, '');
  }
}

function cursor(
  text: string,
  frames: readonly Frame[],
  atRow: boolean,
  offset: number,
  found: Token | undefined,
): Cursor {
  const top = frames.at(-1);
  const token = found === undefined ? undefined : ownPart(found, offset);
  const after = token?.end ?? offset;
  const state = top === undefined ? (atRow ? 'row' : 'after') : stateOf(top, token);
  const list = top?.kind === 'array' ? top : frames.at(-2);
  return {
    at: state,
    path: pathOf(frames, state === 'value' || state === 'after'),
    container: top?.kind,
    token,
    keys: new Set(top?.kind === 'object' ? [...top.keys, ...keysAfter(text, after)] : []),
    previousRole: list?.kind === 'array' ? list.lastRole : undefined,
    next: /\S/.exec(text.slice(after, after + 1000))?.[0] ?? '',
  };
}

/** A word where a comma is missing is the next key. */
function stateOf({ kind, state }: Frame, token: Token | undefined): Cursor['at'] {
  if (token === undefined || state === 'value' || state === 'key') return state;
  return kind === 'object' ? 'key' : 'value';
}

/** A string without its end has swallowed what follows: only what was typed of it counts then. */
function ownPart({ start, end, text }: Token, offset: number): Token {
  const rest = text.slice(offset - start, isClosed(text) ? -1 : undefined);
  if (!isString(text) || (isClosed(text) && /^[\w-]*$/.test(rest))) return { start, end, text };
  return { start, end: offset, text: text.slice(0, offset - start) };
}

function pathOf(frames: readonly Frame[], withLast: boolean): Path {
  const path: (string | number)[] = [];
  for (const [i, { kind, key, index }] of frames.entries()) {
    if (i === frames.length - 1 && !withLast) break;
    path.push(kind === 'array' ? index : (key ?? ''));
  }
  return path;
}

/** Keys of the object that the place is in, from there on: strings that a colon follows, as deep as the place. */
function keysAfter(text: string, from: number): string[] {
  const keys: string[] = [];
  let depth = 0;
  let last: Token | undefined;
  for (const token of tokensOf(text, from)) {
    if (token.text === '{' || token.text === '[') depth++;
    else if (token.text === '}' || token.text === ']') depth--;
    else if (token.text === ':' && depth === 0 && last !== undefined && isString(last.text))
      keys.push(plain(last.text));
    if (depth < 0) break;
    last = token;
  }
  return keys;
}
