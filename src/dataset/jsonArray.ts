/** A JSON array's elements by their places in the text, so that each can be read like a row of its own and a broken one spoils no other. */

/** Half-open offsets. */
type Slice = { start: number; end: number };
export type ArrayFault = Slice & { kind: 'trailing-comma' | 'missing-element' | 'not-closed' | 'after-end' };
export type ArraySlices = { elements: Slice[]; faults: ArrayFault[] };

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_BRACE, CLOSE_BRACE, COMMA] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c];

/** A text by its code units: a string, or bytes of UTF-8, in which every mark of JSON is one byte. */
export type CodeUnits = { readonly length: number; charCodeAt(index: number): number };

/** Expects `text` to start, after white space, with `[`. */
export function sliceArray(text: CodeUnits): ArraySlices {
  const elements: Slice[] = [];
  const faults: ArrayFault[] = [];
  let depth = 0;
  let start = 0;
  let comma = -1;
  const close = (end: number): void => {
    const slice = trimmed(text, start, end);
    if (slice.start < slice.end) elements.push(slice);
    else if (comma >= 0 || text.charCodeAt(end) === COMMA)
      faults.push({
        kind: text.charCodeAt(end) === CLOSE ? 'trailing-comma' : 'missing-element',
        start: comma >= 0 ? comma : end,
        end: (comma >= 0 ? comma : end) + 1,
      });
  };
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = stringEnd(text, i);
    else if (code === OPEN || code === OPEN_BRACE) {
      if (depth++ === 0) start = i + 1;
    } else if (code === CLOSE || code === CLOSE_BRACE) {
      if (--depth > 0) continue;
      close(i);
      const rest = trimmed(text, i + 1, text.length);
      if (rest.start < rest.end) faults.push({ kind: 'after-end', ...rest });
      return { elements, faults };
    } else if (code === COMMA && depth === 1) {
      close(i);
      comma = i;
      start = i + 1;
    }
  }
  close(text.length);
  const open = trimmed(text, 0, text.length).start;
  faults.push({ kind: 'not-closed', start: open, end: open + 1 });
  return { elements, faults };
}

/** Position of the closing quote, or of the line's end where it is missing: the next line then starts outside again. */
function stringEnd(text: CodeUnits, open: number): number {
  for (let i = open + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE || code === 0x0a) return i;
  }
  return text.length;
}

function trimmed(text: CodeUnits, start: number, end: number): Slice {
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return { start, end };
}
