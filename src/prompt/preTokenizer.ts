/** The pre-tokenizer of a tokenizer.json as a function that cuts normalized text into words, with the reference's meaning. */
import { SplitPreTokenizer } from '@huggingface/tokenizers';
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { basicClasses, classAt, NUMBER, widthAt } from './characterClasses.ts';
import { gpt2WordEnd } from './gpt2Words.ts';
import { flatSteps, kindOf } from './normalizer.ts';
import { Unencodable, UnsupportedTokenizer } from './wordEncoder.ts';

type OnWord = (start: number, end: number) => void;
/** Cuts text[start, end) into words, in order. */
export type Splitter = (text: string, start: number, end: number, onWord: OnWord) => void;

/** The one character that is put before a text, and when. It has no characters of the original. */
export type Prefix = {
  character: ' ' | '▁';
  /** 'always'; only before a text that does not start with a space; or that only at the start of the whole text. */
  when: 'always' | 'unless space' | 'unless space, first';
};

export type PreTokenizer = {
  split: Splitter | undefined;
  /** What the last step makes of words: bytes, or characters with ▁ for spaces. */
  kind: 'bytes' | 'metaspace' | 'none';
  prefix: Prefix | undefined;
};

const GPT2_PATTERN = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** Throws UnsupportedTokenizer, or what the library throws at a pattern it cannot read. */
export function compilePreTokenizer(definition: JsonValue | undefined): PreTokenizer {
  const result: PreTokenizer = { split: undefined, kind: 'none', prefix: undefined };
  const steps = flatSteps(definition, 'pretokenizers');
  for (const [i, step] of steps.entries()) {
    const type = kindOf(step);
    if (result.kind !== 'none') throw new UnsupportedTokenizer(`its pre-tokenizer goes on with a ${type} step`);
    const split = splitterOf(step);
    if (split !== undefined) result.split = chain(result.split, split);
    if (type === 'ByteLevel') result.kind = 'bytes';
    else if (type === 'Metaspace') result.kind = 'metaspace';
    result.prefix = prefixOf(step);
    if (result.prefix !== undefined && i > 0)
      throw new UnsupportedTokenizer(`its ${type} pre-tokenizer puts spaces into the text`);
  }
  return result;
}

function splitterOf(step: JsonObject): Splitter | undefined {
  switch (kindOf(step)) {
    case 'Digits':
      return digitSplitter(step['individual_digits'] === true);
    case 'ByteLevel':
      return step['use_regex'] === false ? undefined : gpt2Splitter;
    case 'Split': {
      const keepsGaps = step['behavior'] === 'Isolated';
      if (!keepsGaps && !(step['behavior'] === 'Removed' && step['invert'] === true))
        throw new UnsupportedTokenizer(`its Split pre-tokenizer behaves ${JSON.stringify(step['behavior'])}`);
      if (!keepsGaps || step['invert'] !== true) return patternSplitter(step['pattern'], keepsGaps);
      throw new UnsupportedTokenizer('its Split pre-tokenizer is inverted');
    }
    case 'Metaspace':
      if ((step['replacement'] ?? '▁') !== '▁') throw new UnsupportedTokenizer('its Metaspace is another than ▁');
      return step['split'] === false ? undefined : spaceSplitter;
    default:
      throw new UnsupportedTokenizer(`its pre-tokenizer is of the kind "${kindOf(step)}"`);
  }
}

function prefixOf(step: JsonObject): Prefix | undefined {
  if (step['type'] === 'ByteLevel')
    return step['add_prefix_space'] === true ? { character: ' ', when: 'unless space' } : undefined;
  if (step['type'] !== 'Metaspace') return undefined;
  // Older files have add_prefix_space alone.
  const scheme = step['add_prefix_space'] === false ? 'never' : (step['prepend_scheme'] ?? 'always');
  if (scheme === 'always') return { character: '▁', when: 'unless space' };
  if (scheme === 'first') return { character: '▁', when: 'unless space, first' };
  if (scheme === 'never') return undefined;
  throw new UnsupportedTokenizer(`its Metaspace prepends ${JSON.stringify(scheme)}`);
}

const chain =
  (first: Splitter | undefined, second: Splitter): Splitter =>
  (text, start, end, onWord) => {
    if (first === undefined) second(text, start, end, onWord);
    else first(text, start, end, (from, to) => second(text, from, to, onWord));
  };

const gpt2Splitter: Splitter = (text, start, end, onWord) => {
  for (let position = start; position < end;) {
    const next = gpt2WordEnd(text, position, end);
    onWord(position, next);
    position = next;
  }
};

/** Runs of numbers are words, or each number is one. */
const digitSplitter =
  (individually: boolean): Splitter =>
  (text, start, end, onWord) => {
    const classes = basicClasses();
    let word = start;
    let wasNumber = false;
    for (let position = start; position < end; position += widthAt(text, position, end)) {
      const isNumber = classAt(text, position, end, classes) === NUMBER;
      if (position > word && (isNumber !== wasNumber || (isNumber && individually))) {
        onWord(word, position);
        word = position;
      }
      wasNumber = isNumber;
    }
    if (word < end) onWord(word, end);
  };

/** Every ▁ or space starts a word. */
const spaceSplitter: Splitter = (text, start, end, onWord) => {
  let word = start;
  for (let i = start + 1; i < end; i++) {
    if (!isSpace(text.charCodeAt(i))) continue;
    onWord(word, i);
    word = i;
  }
  if (word < end) onWord(word, end);
};

/** A space, or the ▁ that stands for it. */
export const isSpace = (code: number): boolean => code === 0x20 || code === 0x2581;

function patternSplitter(pattern: JsonValue | undefined, keepsGaps: boolean): Splitter {
  const { Regex: regex, String: string } = isJsonObject(pattern) ? pattern : {};
  if (typeof regex === 'string') return regex === GPT2_PATTERN ? gpt2Splitter : regexSplitter(regex, keepsGaps);
  if (typeof string !== 'string' || string === '') throw new UnsupportedTokenizer('its Split has no pattern');
  return regexSplitter(string.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), keepsGaps);
}

/** Matches are words, and so is what lies between them; without `keepsGaps` nothing may. */
function regexSplitter(source: string, keepsGaps: boolean): Splitter {
  // The library turns the reference's dialect of regular expressions into JavaScript's.
  const { pattern } = new SplitPreTokenizer({
    type: 'Split',
    pattern: { Regex: source },
    behavior: 'Isolated',
    invert: false,
  });
  if (pattern === null) throw new UnsupportedTokenizer('its Split has an unknown pattern');
  const here = new RegExp(pattern.source, `${pattern.flags.replace('g', '')}y`);
  const ahead = new RegExp(pattern.source, pattern.flags);
  return (text, start, end, onWord) => {
    // What stands around a piece must not be seen by the pattern.
    const piece = start === 0 && end === text.length ? text : text.slice(start, end);
    let position = 0;
    const gap = (until: number): void => {
      if (until === position) return;
      if (!keepsGaps) throw new Unencodable(start + position);
      onWord(start + position, start + until);
      position = until;
    };
    while (position < piece.length) {
      here.lastIndex = position;
      if (here.test(piece) && here.lastIndex > position) {
        onWord(start + position, start + here.lastIndex);
        position = here.lastIndex;
        continue;
      }
      const match = findFrom(ahead, piece, position);
      gap(match === undefined ? piece.length : match.start);
    }
  };
}

/** The next match that has characters, or that divides what is before it. */
function findFrom(pattern: RegExp, text: string, position: number): { start: number } | undefined {
  pattern.lastIndex = position;
  let match = pattern.exec(text);
  if (match !== null && match[0] === '' && match.index === position) {
    pattern.lastIndex = position + (text.codePointAt(position)! > 0xffff ? 2 : 1);
    match = pattern.exec(text);
  }
  return match === null ? undefined : { start: match.index };
}
