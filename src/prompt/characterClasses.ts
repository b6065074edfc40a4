/** Letters, numbers and white space as regular expressions of tokenizers mean them, looked up in a table. */

const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 4;
/** None of the three. */
const OTHER = 8;

let table: Uint8Array | undefined;

/** Classes of the UTF-16 units that are characters of their own; made once, in some milliseconds. */
export function basicClasses(): Uint8Array {
  if (table !== undefined) return table;
  table = new Uint8Array(0x10000);
  for (let code = 0; code < table.length; code++) table[code] = classify(String.fromCharCode(code));
  return table;
}

/** The class of the character at `position`, where text[.., end) is all there is. `classes`: basicClasses(). */
export function classAt(text: string, position: number, end: number, classes: Uint8Array): number {
  const code = text.charCodeAt(position);
  if (code < 0xd800 || code > 0xdbff) return classes[code]!;
  return widthAt(text, position, end) === 1 ? OTHER : classify(String.fromCodePoint(text.codePointAt(position)!));
}

/** 2 for a surrogate pair. */
export function widthAt(text: string, position: number, end: number): number {
  const code = text.charCodeAt(position);
  if (code < 0xd800 || code > 0xdbff || position + 1 >= end) return 1;
  const next = text.charCodeAt(position + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
}

// \p{White_Space}, not \s: JavaScript's \s has U+FEFF and lacks U+0085.
const classify = (character: string): number =>
  /\p{L}/u.test(character)
    ? LETTER
    : /\p{N}/u.test(character)
      ? NUMBER
      : /\p{White_Space}/u.test(character)
        ? SPACE
        : OTHER;
