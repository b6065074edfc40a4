/** Where the characters of a JSON string stand in its text, whatever is escaped: \n, \u00e9, half a surrogate pair. */

export type StringPlaces = {
  value: string;
  /** Offset in the text of each UTF-16 unit of the value, and of the closing quote. [length + 1] */
  starts: Uint32Array;
};

/** `start`: offset of the opening quote in `text`. Undefined where no valid JSON string stands there. */
export function stringPlaces(text: string, start: number): StringPlaces | undefined {
  if (text[start] !== '"') return undefined;
  const pieces: string[] = [];
  const starts: number[] = [];
  let position = start + 1;
  for (;;) {
    const plainStart = position;
    while (position < text.length && !ENDS_PLAIN[text.charCodeAt(position)]) starts.push(position++);
    pieces.push(text.slice(plainStart, position));
    const mark = text[position];
    if (mark === '"') break;
    if (mark !== '\\') return undefined;
    const escape = readEscape(text, position);
    if (escape === undefined) return undefined;
    starts.push(position);
    pieces.push(escape.unit);
    position += escape.length;
  }
  starts.push(position);
  return { value: pieces.join(''), starts: Uint32Array.from(starts) };
}

/** The quote, the backslash, and the control characters that a JSON string may not hold. */
const ENDS_PLAIN: readonly boolean[] = Array.from(
  { length: 0x80 },
  (_, code) => code < 0x20 || code === 0x22 || code === 0x5c,
);

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The UTF-16 unit that an escape stands for, and the length of the escape. */
function readEscape(text: string, position: number): { unit: string; length: number } | undefined {
  const letter = text[position + 1] ?? '';
  if (letter !== 'u') {
    const unit = SHORT_ESCAPES[letter];
    return unit === undefined ? undefined : { unit, length: 2 };
  }
  const digits = text.slice(position + 2, position + 6);
  return /^[0-9a-fA-F]{4}$/.test(digits)
    ? { unit: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 }
    : undefined;
}
