/** What in an answer is not in the brief's register, or not said in its person. Rules of thumb for English; other languages pass. */
import type { BriefTone } from './fields.ts';
import type { Match } from './pattern.ts';

export type ToneFault = Match & { what: string };

const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F/u;
const SLANG =
  /(?<![\p{L}\p{N}_])(?:gonna|wanna|gotta|kinda|sorta|lemme|dunno|ain['’]t|yeah|yep|nope|hiya|lol|omg|btw|asap|y['’]all)(?![\p{L}\p{N}_])/iu;
const CONTRACTION =
  /(?<![\p{L}\p{N}_])(?:\p{L}+n['’]t|(?:I|you|we|they|he|she|it|that|there|who|what|let)['’](?:m|re|ve|ll|d|s))(?![\p{L}\p{N}_])/iu;

/** The first fault of each kind. */
export function registerFaults(register: BriefTone['register'], text: string): ToneFault[] {
  if (register === undefined || register === 'casual') return [];
  return [
    ...faultOf(SLANG, text, 'slang'),
    ...faultOf(EMOJI, text, 'an emoji'),
    ...(register === 'formal' ? faultOf(CONTRACTION, text, 'a contraction') : []),
  ];
}

/** "I" before a verb; not "World War I", nor an initial. */
const SAYS_I = /(?<![\p{L}\p{N}_.'’-])(?<!\p{Lu}\p{L}{2,20} )I(?:['’](?:m|ve|ll|d)(?!\p{L})|(?= \p{Ll}))/u;
const SAYS_WE = /(?<![\p{L}\p{N}_'’-])we(?:['’](?:re|ve|ll|d)(?!\p{L})|(?= \p{Ll}))/iu;

export function personFaults(person: BriefTone['person'], text: string): ToneFault[] {
  if (person === undefined) return [];
  return [
    ...(person === 'I' ? [] : faultOf(SAYS_I, text, '"I"')),
    ...(person === 'we' ? [] : faultOf(SAYS_WE, text, '"we"')),
  ];
}

function faultOf(expression: RegExp, text: string, what: string): ToneFault[] {
  if (!expression.test(text)) return [];
  // Code and quotations are somebody else's words.
  const match = expression.exec(withoutQuotations(text));
  return match === null ? [] : [{ start: match.index, end: match.index + match[0].length, what }];
}

const QUOTATION = /```[^]*?```|`[^`\n]*`|"[^"\n]*"|“[^“”\n]*”/g;

/** The same length: what is quoted becomes spaces. */
const withoutQuotations = (text: string): string => text.replace(QUOTATION, (part) => ' '.repeat(part.length));
