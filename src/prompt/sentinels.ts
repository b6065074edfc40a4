/** Characters that mark places in rendered text: private-use ones that occur nowhere in what is rendered. */
import { isJsonObject } from '../common/json.ts';

export type Sentinels = { open: string; close: string; guard: string };

const PRIVATE_USE = { first: 0xe000, last: 0xf8ff };

/** Three characters that none of the texts contains; undefined when the texts use nearly all of the private-use area. */
export function pickSentinels(texts: readonly string[]): Sentinels | undefined {
  const [open, close, guard] = freeCharacters(texts, 3) ?? [];
  return guard === undefined ? undefined : { open: open!, close: close!, guard };
}

/** So many characters that none of the texts contains; undefined when there are too few. */
export function freeCharacters(texts: readonly string[], n: number): string[] | undefined {
  const taken = new Set<string>();
  for (const text of texts) for (const character of text.match(PRIVATE_USE_CHARACTERS) ?? []) taken.add(character);
  const free: string[] = [];
  for (let code = PRIVATE_USE.first; code <= PRIVATE_USE.last && free.length < n; code++)
    if (!taken.has(String.fromCharCode(code))) free.push(String.fromCharCode(code));
  return free.length < n ? undefined : free;
}

const PRIVATE_USE_CHARACTERS = /[\ue000-\uf8ff]/g;

const isPrivate = (code: number): boolean => code >= PRIVATE_USE.first && code <= PRIVATE_USE.last;

/** Takes these private-use characters out and tells where they stood: `positions` are offsets in the text without them. */
export function takeOut(
  text: string,
  characters: ReadonlySet<string>,
): { text: string; positions: { character: string; position: number }[] } {
  const positions: { character: string; position: number }[] = [];
  let result = '';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (!isPrivate(text.charCodeAt(i)) || !characters.has(text[i]!)) continue;
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
