/** Strings that are nearly JSON: other quotation marks, escapes of other languages, characters that must be escaped. */
import { repair, type Scan } from './jsonRepair.ts';

/** Closing marks by opening one. A curly quotation mark may be closed by a straight one. */
const CLOSERS: Record<string, string> = {
  '"': '"',
  "'": "'",
  ...Object.fromEntries(Array.from('“”„‟', (mark) => [mark, '“”‟"'])),
  ...Object.fromEntries(Array.from('‘’‚‛', (mark) => [mark, "‘’‛'"])),
};

export const isQuote = (character: string): boolean => Object.hasOwn(CLOSERS, character);

/** Goes over the string at `scan.at`; false if where it ends cannot be told. */
export function repairString(scan: Scan, part: 'key' | 'value'): boolean {
  const { text } = scan;
  const open = scan.at;
  const closers = CLOSERS[text[open]!]!;
  const isPlain = closers === '"';
  const nBefore = scan.repairs.length;
  let hasInner = false;
  for (let i = open + 1; i < text.length; i++) {
    const character = text[i]!;
    if (character === '\\') {
      i = escape(scan, i);
      continue;
    }
    if (closers.includes(character)) {
      const follows = whatFollows(text, i + 1, part);
      if (follows === 'unclear') return false;
      if (follows === 'end') {
        if (!isPlain) {
          repair(scan, 'other-quotes', open, open + 1, '"', !hasInner);
          repair(scan, 'other-quotes', i, i + 1, '"', !hasInner);
        }
        scan.at = i + 1;
        return true;
      }
      // A key that goes on after a quotation mark has rather lost its own.
      if (part === 'key') return false;
      hasInner = true;
      if (character === '"') repair(scan, 'inner-quote', i, i, '\\', false);
    } else if (character === '"') repair(scan, 'other-quotes', i, i, '\\', true);
    else if (character < ' ') repair(scan, 'control-character', i, i + 1, JSON.stringify(character).slice(1, -1), true);
  }
  scan.repairs.length = nBefore;
  return false;
}

/** Looks at the escape at `at`; gives the place of its last character. */
function escape(scan: Scan, at: number): number {
  const { text } = scan;
  const rest = text.slice(at + 1, at + 10);
  if (/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(rest)) return at + (rest.startsWith('u') ? 5 : 1);
  const byte = /^x([0-9a-fA-F]{2})/.exec(rest)?.[1];
  const point = /^U([0-9a-fA-F]{8})/.exec(rest)?.[1];
  if (rest.startsWith("'")) repair(scan, 'escape', at, at + 1, '', true);
  else if (byte !== undefined) repair(scan, 'escape', at, at + 4, `\\u00${byte}`, true);
  else if (point !== undefined && parseInt(point, 16) <= 0x10ffff)
    repair(scan, 'escape', at, at + 10, unicodeEscapes(parseInt(point, 16)), true);
  else {
    repair(scan, 'escape', at, at, '\\', false);
    return at;
  }
  return at + (byte !== undefined ? 3 : point !== undefined ? 9 : 1);
}

const unicodeEscapes = (point: number): string =>
  Array.from({ length: point > 0xffff ? 2 : 1 }, (_, i) => String.fromCodePoint(point).charCodeAt(i))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');

const NEXT_KEY = /\s*"(?:[^"\\]|\\.)*"\s*:/y;

/** Whether a quotation mark just before `at` ends its string, stands inside of it, or either. */
function whatFollows(text: string, at: number, part: 'key' | 'value'): 'end' | 'inside' | 'unclear' {
  let next = at;
  while (/[ \t\n\r]/.test(text[next] ?? '')) next++;
  const character = text[next];
  if (part === 'key') return character === ':' || /^["'[{\d-]/.test(character ?? '') ? 'end' : 'inside';
  if (character === undefined || /[,}\]]/.test(character)) return 'end';
  // The string before has lost its end, or this is a key.
  if (character === ':') return 'unclear';
  NEXT_KEY.lastIndex = at;
  return NEXT_KEY.test(text) || text.startsWith('//', next) || text.startsWith('/*', next) ? 'end' : 'inside';
}
