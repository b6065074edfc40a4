/**
 * tokenizer.json as one function from a stretch of text to token ids with their exact characters: normalizer, pre-tokenizer
 * and model, with the words that were seen before kept. The reference is the Rust library that Transformers uses.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { endOf, startOf, type AlignedText } from './alignedText.ts';
import { createBpe } from './bpe.ts';
import { compileNormalizer, flatSteps, kindOf, type NormalizerStep } from './normalizer.ts';
import { compilePreTokenizer, isSpace, type Prefix, type PreTokenizer, type Splitter } from './preTokenizer.ts';
import type { Spelling } from './tokenBytes.ts';
import type { TokenSink } from './tokenSink.ts';
import { createUnigram } from './unigram.ts';
import { Unencodable, UnsupportedTokenizer, type WordEncoder } from './wordEncoder.ts';
import { WordTable } from './wordTable.ts';

export type SectionEncoder = {
  /**
   * Appends the tokens of a stretch of text that holds no added token; ranges start at `base`. `isFirst`: it is the start of
   * the whole text. Throws Unencodable with a position in `text`.
   */
  encode(text: string, base: number, isFirst: boolean, sink: TokenSink): void;
  /** These ids never come out of text. */
  forbid(ids: Iterable<number>): void;
};

/** Throws UnsupportedTokenizer. */
export function createSectionEncoder(
  definition: JsonObject,
  modelIds: ReadonlyMap<string, number>,
  spelling: Spelling,
): SectionEncoder {
  const preTokenizer = compilePreTokenizer(definition['pre_tokenizer']);
  const { steps, mapsSpaces, prefix } = splitNormalizer(definition['normalizer'], preTokenizer);
  if ((spelling === 'byte-level') !== (preTokenizer.kind === 'bytes'))
    throw new UnsupportedTokenizer('its pre-tokenizer and its decoder do not spell tokens alike');
  const model = isJsonObject(definition['model']) ? definition['model'] : {};
  const words = createWords(model, modelIds, spelling, mapsSpaces);
  const split = preTokenizer.split ?? wholeSplitter(words);
  const cached = new CachedWords(words);

  /** Normalized text: ranges are those of the text, `base` added. */
  const encodeNormalized = (text: string, base: number, isFirst: boolean, sink: TokenSink): void => {
    if (text === '') return;
    if (prefix === undefined || !needsPrefix(prefix, text, isFirst)) {
      split(text, 0, text.length, (from, to) => cached.append(text, from, to, base + from, sink));
      return;
    }
    const prefixed = prefix.character + text;
    try {
      split(prefixed, 0, prefixed.length, (from, to) => {
        if (from > 0) cached.append(prefixed, from, to, base + from - 1, sink);
        else appendFirst(prefixed, to, base, sink);
      });
    } catch (error) {
      throw error instanceof Unencodable ? new Unencodable(Math.max(0, error.position - 1)) : error;
    }
  };

  /** The word with the prefix, which has no characters of the text. */
  const appendFirst = (prefixed: string, end: number, base: number, sink: TokenSink): void => {
    const firstToken = sink.length;
    cached.append(prefixed, 0, end, base, sink);
    for (let i = 2 * firstToken; i < 2 * sink.length; i++) sink.offsets[i] = Math.max(base, sink.offsets[i]! - 1);
  };

  return {
    encode: (text, base, isFirst, sink) => {
      const aligned = steps.reduce<AlignedText>((source, step) => step(source), { text });
      if (aligned.origin === undefined) {
        encodeNormalized(text, base, isFirst, sink);
        return;
      }
      const firstToken = sink.length;
      try {
        encodeNormalized(aligned.text, 0, isFirst, sink);
      } catch (error) {
        throw error instanceof Unencodable ? new Unencodable(startOf(aligned, error.position)) : error;
      }
      moveToOrigin(sink, firstToken, aligned, base);
    },
    forbid: (ids) => {
      words.forbid(ids);
      cached.clear();
    },
  };
}

function createWords(
  model: JsonObject,
  modelIds: ReadonlyMap<string, number>,
  spelling: Spelling,
  mapsSpaces: boolean,
): WordEncoder {
  const type = model['type'] ?? (Array.isArray(model['vocab']) ? 'Unigram' : 'merges' in model ? 'BPE' : 'unnamed');
  if (type === 'BPE') return createBpe(model, modelIds, { spelling, mapsSpaces });
  if (type === 'Unigram' && spelling === 'metaspace') return createUnigram(model, modelIds, { mapsSpaces });
  throw new UnsupportedTokenizer(`its model is of the kind ${JSON.stringify(type)}`);
}

/**
 * The steps that rewrite text, without those at the end that only write spaces as ▁ and put one before the text: every text
 * would be rewritten for them, and words can be read as they stand.
 */
function splitNormalizer(
  definition: JsonValue | undefined,
  preTokenizer: PreTokenizer,
): { steps: NormalizerStep[]; mapsSpaces: boolean; prefix: Prefix | undefined } {
  const steps = flatSteps(definition, 'normalizers');
  let mapsSpaces = preTokenizer.kind === 'metaspace';
  let prefix = preTokenizer.prefix;
  for (let last = steps.at(-1); last !== undefined && preTokenizer.kind !== 'bytes'; last = steps.at(-1)) {
    if (isSpaceReplacement(last)) mapsSpaces = true;
    else if (kindOf(last) === 'Prepend' && (last['prepend'] === '▁' || (last['prepend'] === ' ' && mapsSpaces))) {
      if (prefix?.when === 'always') break;
      prefix = { character: '▁', when: 'always' };
    } else break;
    steps.pop();
  }
  return { steps: steps.map(compileNormalizer), mapsSpaces, prefix };
}

const isSpaceReplacement = (step: JsonObject): boolean =>
  kindOf(step) === 'Replace' &&
  isJsonObject(step['pattern']) &&
  step['pattern']['String'] === ' ' &&
  step['content'] === '▁';

function needsPrefix({ character, when }: Prefix, text: string, isFirst: boolean): boolean {
  if (when === 'always') return true;
  if (when === 'unless space, first' && !isFirst) return false;
  const code = text.charCodeAt(0);
  return character === ' ' ? code !== 0x20 : !isSpace(code);
}

/** Up to this length a word is looked up whole. */
const LONG_WORD = 64;

/**
 * For a model that takes the whole text as one word: cuts where no token can span the cut, before spaces and in what is
 * long without them. The tokens stay the same, and words come again.
 */
function wholeSplitter({ isBoundary }: WordEncoder): Splitter {
  if (isBoundary === undefined) return (_, start, end, onWord) => onWord(start, end);
  return (text, start, end, onWord) => {
    let word = start;
    for (let i = start + 1; i < end; i++) {
      const code = text.charCodeAt(i);
      const isCandidate = isSpace(code) ? !isSpace(text.charCodeAt(i - 1)) : i - word >= LONG_WORD;
      if (!isCandidate || isLowSurrogate(code) || !isBoundary(pointBefore(text, i), text.codePointAt(i)!)) continue;
      onWord(word, i);
      word = i;
    }
    if (word < end) onWord(word, end);
  };
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

function pointBefore(text: string, position: number): number {
  const code = text.charCodeAt(position - 1);
  return isLowSurrogate(code) && position > 1 ? text.codePointAt(position - 2)! : code;
}

class CachedWords {
  readonly #words: WordEncoder;
  readonly #table = new WordTable();

  constructor(words: WordEncoder) {
    this.#words = words;
  }

  clear(): void {
    this.#table.clear();
  }

  /** Appends the tokens of text[from, to); ranges start at `base`. Throws Unencodable with a position in `text`. */
  append(text: string, from: number, to: number, base: number, sink: TokenSink): void {
    if (this.#table.append(text, from, to, base, sink)) return;
    const firstToken = sink.length;
    try {
      this.#words.encode(text.slice(from, to), base, sink);
    } catch (error) {
      throw error instanceof Unencodable ? new Unencodable(from + error.position) : error;
    }
    this.#table.add(text, from, to, sink, firstToken, base);
  }
}

/** From ranges in the rewritten text to ranges in the original. */
function moveToOrigin({ offsets, length }: TokenSink, firstToken: number, aligned: AlignedText, base: number): void {
  for (let i = 2 * firstToken; i < 2 * length; i += 2) {
    const [start, end] = [offsets[i]!, offsets[i + 1]!];
    const from = startOf(aligned, start);
    offsets[i] = base + from;
    offsets[i + 1] = base + (end > start ? endOf(aligned, end - 1) : from);
  }
}
