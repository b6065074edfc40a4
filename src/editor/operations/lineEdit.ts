/** The smallest stretch of whole lines in which two texts differ. Pure. */

/** Replaces [start, end) of the text before. */
export type LineEdit = { start: number; end: number; text: string };

/** Undefined for equal texts. */
export function lineEdit(before: string, after: string): LineEdit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  // A line that differs does so from its start: nothing is cut within a character or a line end.
  start = start === 0 ? 0 : before.lastIndexOf('\n', start - 1) + 1;
  let nSame = 0;
  const most = shorter - start;
  while (nSame < most && before.charCodeAt(before.length - 1 - nSame) === after.charCodeAt(after.length - 1 - nSame))
    nSame++;
  const end = nextLineStart(before, before.length - nSame, after, after.length - nSame);
  // The stretch after it is the same in both texts.
  return { start, end, text: after.slice(start, after.length - (before.length - end)) };
}

/** From a place on at which both texts go on alike. */
function nextLineStart(before: string, place: number, after: string, placeAfter: number): number {
  const isStart = (text: string, index: number): boolean => index === 0 || text[index - 1] === '\n';
  if (isStart(before, place) && isStart(after, placeAfter)) return place;
  const lineEnd = before.indexOf('\n', place);
  return lineEnd < 0 ? before.length : lineEnd + 1;
}
