/** Letters, numbers and white space as regular expressions of tokenizers mean them, looked up in a table. */

export const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 4;
/** None of the three. */
export const OTHER = 8;

let table: Uint8Array | undefined;

/** Classes of the UTF-16 units that are characters of their own; made once, in some milliseconds. */
export function basicClasses(): Uint8Array {
  if (table !== undefined) return table;
  table = new Uint8Array(0x10000);
  for (let code = 0; code < table.length; code++) table[code] = classify(String.fromCharCode(code));
  return table;
}

/** The class of a character beyond the basic plane. */
export const classOfCodePoint = (codePoint: number): number => classify(String.fromCodePoint(codePoint));

// \p{White_Space}, not \s: JavaScript's \s has U+FEFF and lacks U+0085.
const classify = (character: string): number =>
  /\p{L}/u.test(character)
    ? LETTER
    : /\p{N}/u.test(character)
      ? NUMBER
      : /\p{White_Space}/u.test(character)
        ? SPACE
        : OTHER;
