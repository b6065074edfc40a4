/** Patterns of briefs are other people's input, run on every row: RE2 matches them in time linear in the text, whatever they say. */
import { RE2JS } from 're2js';

/** `mayMatch` is the quicker question. */
export type Pattern = { matches: (text: string) => boolean; find: (text: string) => Match | undefined };
/** Half-open, in UTF-16 units. */
export type Match = { start: number; end: number };

/** Linear still means text times pattern: of `a.{990}x` a megabyte takes ten seconds, of one a fifth as large two tenths of one. */
const MAX_PROGRAM = 200;

/** In any case. A text: what is wrong with the pattern, in words. */
export function compilePattern(source: string): Pattern | string {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    return reasonOf(error);
  }
  if (compiled.programSize() > MAX_PROGRAM) return 'it is too large (shorten its repeat counts, or use "phrases")';
  if (compiled.test('')) return 'it matches an empty text, and so every answer';
  return {
    matches: (text) => compiled.test(text),
    find: (text) => {
      const matcher = compiled.matcher(text);
      return matcher.find() ? { start: matcher.start(), end: matcher.end() } : undefined;
    },
  };
}

function reasonOf(error: unknown): string {
  const reason =
    error instanceof Error ? error.message.replace(/^error parsing regexp: /, '').replace('`(?i)', '`') : String(error);
  return /\(\?<?[=!]/.test(reason) ? `${reason} (RE2 has no lookaround)` : reason;
}
