/** What turns one word of normalized text into tokens: the model part of a tokenizer.json (byte-level BPE, character BPE, Unigram). */
import type { TokenSink } from './tokenSink.ts';

export type WordEncoder = {
  /** Appends the tokens of a word, `base` added to their ranges. Throws Unencodable. */
  encode(word: string, base: number, sink: TokenSink): void;
  /** These ids never come out of text: what stands for them is spelled otherwise, or refused. */
  forbid(ids: Iterable<number>): void;
  /** Where a word may be cut in two without any other tokens coming out: between these two code points. Undefined: nowhere. */
  isBoundary?: (before: number, after: number) => boolean;
};

/** Text that has no tokens, and where in the word (UTF-16); callers know the text. */
export class Unencodable extends Error {
  readonly position: number;
  constructor(position: number) {
    super(`No token at ${position}.`);
    this.position = position;
  }
}

/** Why a tokenizer cannot be used; the caller knows the file. */
export class UnsupportedTokenizer extends Error {}

/** `<0x0A>`: how vocabularies that are not byte-level write a byte. */
export const byteToken = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
