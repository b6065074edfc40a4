/** Texts that show nothing. */

/** Nothing but white space and characters without a shape, such as U+200B. */
export function isBlankText(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '') return true;
  // Nearly all texts begin with a character that shows.
  return NO_SHAPE.test(trimmed[0]!) && ONLY_BLANK.test(trimmed);
}

const NO_SHAPE = /[\p{Cf}\u115f\u1160\u3164\uffa0\udb40]/u;
const ONLY_BLANK = /^[\s\p{Cf}\u115f\u1160\u3164\uffa0]*$/u;
