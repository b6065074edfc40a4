/** What to say of characters that are no part of JSON: a bare word, a lost or curly quotation mark, or anything else. */
import type { Place } from './rule.ts';

const SHOWN_LENGTH = 20;

export function symbolMessage(text: string, place: Place): string {
  const found = text.slice(place.start, place.end);
  const before = text.slice(0, place.start).trimEnd();
  const curly = /^[“”„‟‘’‚‛]/u.exec(found) ?? (before.endsWith('"') ? null : /[“”„‟‘’‚‛]$/u.exec(found));
  if (curly !== null) return `${curly[0]} is a curly quotation mark. JSON needs the straight one: ".`;
  if (before === '')
    return `A row of JSON begins with {, but this one begins with ${shown(firstOf(found))}. Check that the file holds JSON.`;
  const last = before.at(-1)!;
  if (last === '}' || last === ']') return `After ${last} only a comma or a bracket may follow, not ${shown(found)}.`;
  if (last === '"' && /[\p{L}\p{N}]/u.test(found))
    return `A text ends just before ${shown(found)}. Write a quotation mark inside a text as \\", or close the text before it.`;
  const stray = Array.from(found).find(isUnprintable);
  if (stray === undefined && /^[\p{L}_]/u.test(found)) return bareText(text, place);
  return `The character ${shown(stray ?? firstOf(found))} has no meaning here. Remove it, or write the text between quotation marks.`;
}

/** Text as a message shows it: short, without quotation marks of its own, unprintable characters by their code. */
export function shown(found: string): string {
  const characters = Array.from(found);
  const start = characters
    .slice(0, SHOWN_LENGTH)
    .map((character) => (isUnprintable(character) ? codeOf(character) : character))
    .join('');
  return characters.length > SHOWN_LENGTH ? `${start}…` : start;
}

/** A word, or several to the next mark of JSON; digits joined to its front belong to it. */
function bareText(text: string, { start, end }: Place): string {
  const front = /[\w.+-]*$/.exec(text.slice(0, start))![0];
  const rest = /^[^",:[\]{}\p{C}]*/u.exec(text.slice(end))![0].trimEnd();
  const words = shown(front + text.slice(start, end) + rest);
  const kind = /\s/.test(words) ? 'text' : 'word';
  return `The ${kind} ${words} stands without quotation marks. Write "${words}".`;
}

const firstOf = (found: string): string => String.fromCodePoint(found.codePointAt(0)!);

/** Also the replacement character, which stands for bytes that are no text. */
function isUnprintable(character: string): boolean {
  return character === '\uFFFD' || (character !== ' ' && /[\p{C}\p{Z}]/u.test(character));
}

const codeOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
