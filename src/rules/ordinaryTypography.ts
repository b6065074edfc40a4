/** Characters that spell UTF-8 by chance: a letter at the end of a word, then quotation marks, dashes or spaces as a language sets them. */

/** What may stand right behind a word: no-break space and soft hyphen, closing quotation marks of any language, dashes, marks of notes and of trade. */
const AFTER_WORD = '\u00a0\u00ad”’“‘»«›‹…–—•·®™©¹²³¶';
/** What may follow one of those. */
const AFTER_MARK = '\u00a0\u00ad”’“‘„‚»«›‹…–—•·¹²³ŠšŽžŒœ';
/** What else may begin the next word, behind a space or a dash. */
const BEGINS_WORD = '¿¡€£¥¢§±½¼¾µ©®';
/** Quotation marks that no letter follows: all but the apostrophe. */
const CLOSING = '”“‘»«›';
/** Words of Czech, Slovak, Slovene and Estonian end in these behind a vowel. */
const HACEK = 'šž';

/** What was written, and where a character of UTF-8 seems to be spelt in it. */
type Spelling = { text: string; start: number; end: number };

/** Whether a text that was read correctly may have these characters side by side. */
export function isOrdinary(spelling: Spelling): boolean {
  const { text, start, end } = spelling;
  const lead = text[start]!;
  if (end - start === 2) return /\p{L}/u.test(lead) ? isEndOfCapitals(spelling) : isSymbol(spelling);
  const first = text[start + 1]!;
  const endsWord = AFTER_WORD.includes(first) || (HACEK.includes(first) && 'áéíäöü'.includes(lead));
  const next = /[\u00a0–—]/.test(first) ? AFTER_MARK + BEGINS_WORD : AFTER_MARK;
  return endsWord && Array.from(text.slice(start + 2, end)).every((character) => next.includes(character));
}

/** A capital letter and a mark: a word in capitals that ends, or a letter by itself. */
function isEndOfCapitals({ text, start, end }: Spelling): boolean {
  const [lead, mark, before, next] = [text[start]!, text[start + 1]!, text[start - 1] ?? '', text[end] ?? ''];
  const goesOn = /\p{L}/u.test(next);
  // A length in ångström and its error.
  if (lead === 'Å' && mark === '±') return !goesOn && !/\p{L}/u.test(before);
  if (!AFTER_WORD.includes(mark) || /\p{Ll}/u.test(before)) return false;
  if (goesOn && CLOSING.includes(mark)) return false;
  if (lead !== 'Â' && lead !== 'Ã') return true;
  if (/\p{L}/u.test(before)) return true;
  if (/[\d.,;:!?)%]/.test(before)) return false;
  if (lead === 'Â') return !/[«©]/.test(mark) || !/^\s?$/.test(before);
  // At the start of a word: "à la", "Österreich", "3 × 4".
  if (/[©®™•\u00ad¹²³¶]/.test(mark)) return false;
  if (mark === '\u00a0') return next !== ' ';
  if (mark === '—' && /\d\s$/.test(text.slice(0, start)) && /^\s\d/.test(text.slice(end))) return false;
  return !goesOn || (mark === '’' && /^s(?:\P{L}|$)/u.test(text.slice(end, end + 2)));
}

/** A root or a line of a tree, and what stands under it. */
function isSymbol({ text, start, end }: Spelling): boolean {
  const mark = text[start + 1]!;
  if (/[\p{Sm}πΩµ]/u.test(mark)) return true;
  return !/\p{L}/u.test(text[start - 1] ?? '') && !(/\p{L}/u.test(mark) && /\p{Ll}/u.test(text[end] ?? ''));
}
