/** The bytes that a token stands for, and text from a stream of tokens, never a broken character. */
import { BYTE_ALPHABET } from './byteAlphabet.ts';

/** How the vocabulary writes bytes: GPT-2's byte alphabet, or plain characters with ▁ for space and <0x0A> for odd bytes. */
export type Spelling = 'byte-level' | 'metaspace';

const encoder = new TextEncoder();

/** Undefined for a token that is not spelled as its vocabulary promises. */
export function tokenBytes(token: string, spelling: Spelling): Uint8Array | undefined {
  if (spelling === 'metaspace') {
    const byte = /^<0x([0-9A-F]{2})>$/.exec(token);
    if (byte !== null) return Uint8Array.of(Number.parseInt(byte[1]!, 16));
    return encoder.encode(token.replaceAll('▁', ' '));
  }
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = BYTE_ALPHABET.get(token[i]!);
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}

/** Text from tokens as they come: whole characters only. Bytes that are no UTF-8 become U+FFFD. */
export type StreamDecoder = {
  /** Text that is complete with this token; '' while a character is unfinished. Throws RangeError for an unknown id. */
  push(id: number): string;
  /** What is left at the end. */
  end(): string;
};

export function createStreamDecoder(
  bytesOf: (id: number) => Uint8Array,
  options: { stripLeadingSpace: boolean },
): StreamDecoder {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let atStart = options.stripLeadingSpace;
  const strip = (text: string): string => {
    if (!atStart || text === '') return text;
    atStart = false;
    return text.startsWith(' ') ? text.slice(1) : text;
  };
  return {
    push: (id) => strip(decoder.decode(bytesOf(id), { stream: true })),
    end: () => strip(decoder.decode()),
  };
}
