/** Phrases in texts: whole words, in any case, any white space between words, either kind of apostrophe. */
import type { Match } from './pattern.ts';

export type Phrases = {
  /** Some phrase is in the text, perhaps within a word: a quick first question. */
  mayMatch: (text: string) => boolean;
  /** The first phrase of the list that is in the text, and where. */
  find: (text: string) => (Match & { phrase: string }) | undefined;
  /** The phrases that are not in the text. */
  missing: (text: string) => string[];
};

/** Literals only, so that no text makes the expressions slow. */
export function phrasesOf(list: readonly string[]): Phrases {
  const quick = list.length === 0 ? undefined : new RegExp(list.map(literal).join('|'), 'iu');
  const whole = list.map((phrase) => new RegExp(wholeWords(phrase), 'giu'));
  const mayMatch = (text: string): boolean => quick?.test(text) === true;
  const has = (index: number, text: string): Match | undefined => {
    const expression = whole[index]!;
    expression.lastIndex = 0;
    const match = expression.exec(text);
    return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
  };
  return {
    mayMatch,
    find: (text) => {
      if (!mayMatch(text)) return undefined;
      for (const [i, phrase] of list.entries()) {
        const match = has(i, text);
        if (match !== undefined) return { ...match, phrase };
      }
      return undefined;
    },
    missing: (text) => list.filter((_, i) => has(i, text) === undefined),
  };
}

function literal(phrase: string): string {
  return phrase
    .trim()
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(/\s+/g, '\\s+')
    .replace(/['’]/g, "['’]");
}

/** Scripts that write words without spaces between them: there a phrase may begin and end anywhere. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const STARTS_SPACED = new RegExp(`^(?![${UNSPACED}])[\\p{L}\\p{N}_]`, 'u');
const ENDS_SPACED = new RegExp(`(?![${UNSPACED}])[\\p{L}\\p{N}_]$`, 'u');

function wholeWords(phrase: string): string {
  const text = phrase.trim();
  const before = STARTS_SPACED.test(text) ? '(?<![\\p{L}\\p{N}_])' : '';
  const after = ENDS_SPACED.test(text) ? '(?![\\p{L}\\p{N}_])' : '';
  return before + literal(text) + after;
}
