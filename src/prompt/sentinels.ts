/** Characters that mark places in rendered text: private-use ones that occur nowhere in what is rendered. */
import { isJsonObject } from '../common/json.ts';

export type Sentinels = { open: string; close: string; guard: string };

const PRIVATE_USE = { first: 0xe000, last: 0xf8ff };

/** Three characters that none of the texts contains; undefined when the texts use nearly all of the private-use area. */
export function pickSentinels(texts: readonly string[]): Sentinels | undefined {
  const taken = new Set<number>();
  for (const text of texts)
    for (let i = 0; i < text.length; i++) if (isPrivate(text.charCodeAt(i))) taken.add(text.charCodeAt(i));
  const free: string[] = [];
  for (let code = PRIVATE_USE.first; code <= PRIVATE_USE.last && free.length < 3; code++)
    if (!taken.has(code)) free.push(String.fromCharCode(code));
  const [open, close, guard] = free;
  return guard === undefined ? undefined : { open: open!, close: close!, guard };
}

const isPrivate = (code: number): boolean => code >= PRIVATE_USE.first && code <= PRIVATE_USE.last;

/** Takes the characters out and tells where they stood: `positions` are offsets in the text without them. */
export function takeOut(
  text: string,
  characters: readonly string[],
): { text: string; positions: { character: string; position: number }[] } {
  const positions: { character: string; position: number }[] = [];
  let result = '';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (!characters.includes(text[i]!)) continue;
    result += text.slice(start, i);
    positions.push({ character: text[i]!, position: result.length });
    start = i + 1;
  }
  return { text: result + text.slice(start), positions };
}

/** Rewrites every string inside a JSON value, keys too. */
export function mapStrings(value: unknown, rewrite: (text: string) => string): unknown {
  if (typeof value === 'string') return rewrite(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, rewrite));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rewrite(key), mapStrings(item, rewrite)]));
}
