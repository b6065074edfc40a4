/** How many words a text has: runs without white space; in scripts that write none between words, what the language's own rules say. */

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

let segmenter: Intl.Segmenter | undefined;

export function countWords(text: string): number {
  if (!UNSPACED.test(text)) return countRuns(text);
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  let n = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike === true) n++;
  return n;
}

/** Runs with a letter or a digit in them: a dash between two words is none. */
function countRuns(text: string): number {
  let n = 0;
  for (const [run] of text.matchAll(/\S+/g)) if (/[\p{L}\p{N}]/u.test(run)) n++;
  return n;
}
