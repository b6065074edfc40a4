/** Halves of surrogate pairs that stand alone in a row's JSON text, raw or as an escape: no UTF-8 can hold what they say. */

const UNIT = /\\u([0-9a-fA-F]{4})|\\.|[\uD800-\uDFFF]/gs;
/** Most rows have none at all: a text of one-byte characters is not even looked through. */
const SURROGATE = /[\uD800-\uDFFF]/;
/** With the flag u a pair is one character, and only a lone half matches. */
const LONE = /[\uD800-\uDFFF]/u;

const ESCAPE = /\\u[dD]/;

/** Half-open offsets in `text`, which is valid JSON. */
export function loneSurrogates(text: string): { start: number; end: number }[] {
  const isEscaped = text.includes('\\u') && ESCAPE.test(text);
  if (!isEscaped && !(SURROGATE.test(text) && LONE.test(text))) return [];
  const lone: { start: number; end: number }[] = [];
  let high: { start: number; end: number } | undefined;
  for (const match of text.matchAll(UNIT)) {
    const [written, escaped] = match;
    const code = escaped === undefined ? written.charCodeAt(0) : Number.parseInt(escaped, 16);
    if (code < 0xd800 || code > 0xdfff) continue;
    const place = { start: match.index, end: match.index + written.length };
    const isLow = code >= 0xdc00;
    const isPair = isLow && high?.end === place.start;
    if (high !== undefined && !isPair) lone.push(high);
    if (isLow && !isPair) lone.push(place);
    high = isLow ? undefined : place;
  }
  if (high !== undefined) lone.push(high);
  return lone;
}
