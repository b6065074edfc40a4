/** Text that was rewritten step by step, with the range of the original text that each of its characters came from. */

export type AlignedText = {
  text: string;
  /** UTF-16 range in the original of each UTF-16 unit of `text`; both halves of a surrogate pair have the pair's. Absent: nothing was rewritten. */
  origin?: { starts: Uint32Array; ends: Uint32Array };
};

/** `content` in place of text[start, end); all of it stems from that whole range. */
export type Edit = { start: number; end: number; content: string };

/** Applies edits, in order and apart from each other. */
export function applyEdits(source: AlignedText, edits: readonly Edit[]): AlignedText {
  if (edits.length === 0) return source;
  let length = source.text.length;
  for (const { start, end, content } of edits) length += content.length - (end - start);
  const starts = new Uint32Array(length);
  const ends = new Uint32Array(length);
  const pieces: string[] = [];
  let position = 0;
  let written = 0;
  const keepUntil = (until: number): void => {
    pieces.push(source.text.slice(position, until));
    for (; position < until; position++) {
      starts[written] = startOf(source, position);
      ends[written++] = endOf(source, position);
    }
  };
  for (const { start, end, content } of edits) {
    keepUntil(start);
    pieces.push(content);
    const from = startOf(source, start);
    // What is inserted has an empty range.
    const to = end > start ? endOf(source, end - 1) : from;
    starts.fill(from, written, written + content.length);
    ends.fill(to, written, written + content.length);
    written += content.length;
    position = end;
  }
  keepUntil(source.text.length);
  return { text: pieces.join(''), origin: { starts, ends } };
}

/** Where in the original the unit at `position` starts. */
export function startOf({ text, origin }: AlignedText, position: number): number {
  if (origin !== undefined) return origin.starts[position] ?? origin.ends.at(-1) ?? 0;
  return isPair(text, position - 1) ? position - 1 : position;
}

/** Where in the original the unit at `position` ends. */
export function endOf({ text, origin }: AlignedText, position: number): number {
  if (origin !== undefined) return origin.ends[position]!;
  return isPair(text, position) ? position + 2 : position + 1;
}

function isPair(text: string, position: number): boolean {
  if (position < 0 || position + 1 >= text.length) return false;
  const [high, low] = [text.charCodeAt(position), text.charCodeAt(position + 1)];
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}
