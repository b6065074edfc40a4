/** Phrases in texts: whole words, in any case, any white space between words, either kind of apostrophe; keywords also in the plural. */
import type { Match } from './pattern.ts';

export type Phrases = {
  /** Some phrase is in the text, perhaps within a word: a quick first question. */
  mayMatch: (text: string) => boolean;
  /** The first phrase of the list that is in the text, and where. */
  find: (text: string) => (Match & { phrase: string }) | undefined;
  /** The phrases that are not in the text. */
  missing: (text: string) => string[];
};

/** `as written`: a phrase that rules something out means itself. `with plurals`: a word tells a topic in either number. */
type Forms = 'as written' | 'with plurals';

/** Literals only, so that no text makes the expressions slow. */
export function phrasesOf(list: readonly string[], forms: Forms = 'as written'): Phrases {
  const literals = list.map((phrase) => (forms === 'as written' ? literal(phrase) : withPlural(literal(phrase))));
  const quick = list.length === 0 ? undefined : new RegExp(literals.join('|'), 'iu');
  const whole = list.map((phrase, i) => new RegExp(wholeWords(phrase, literals[i]!), 'giu'));
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

/** The English plural of a last word of three Latin letters and more: rolls, boxes, batteries. Of "hi" it would be another word. */
function withPlural(text: string): string {
  if (!/[\p{Script=Latin}]{3}$/u.test(text)) return text;
  if (/[^aeiou]y$/iu.test(text)) return `${text.slice(0, -1)}(?:y|ies)`;
  return text + (/(?:[sxzo]|[cs]h)$/iu.test(text) ? '(?:es)?' : 's?');
}

/** Scripts that write words without spaces between them: there a phrase may begin and end anywhere. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const STARTS_SPACED = new RegExp(`^(?![${UNSPACED}])[\\p{L}\\p{N}_]`, 'u');
const ENDS_SPACED = new RegExp(`(?![${UNSPACED}])[\\p{L}\\p{N}_]$`, 'u');

function wholeWords(phrase: string, expression: string): string {
  const text = phrase.trim();
  const before = STARTS_SPACED.test(text) ? '(?<![\\p{L}\\p{N}_])' : '';
  const after = ENDS_SPACED.test(text) ? '(?![\\p{L}\\p{N}_])' : '';
  return before + expression + after;
}
