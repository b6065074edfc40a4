/** The alphabet of byte-level BPE: each of the 256 bytes is written as one printable character (GPT-2's table). */

/** Bytes that stand for themselves; the others are written as U+0100, U+0101, … in order. */
const isPrintable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

function buildAlphabet(): Map<string, number> {
  const alphabet = new Map<string, number>();
  let nShifted = 0;
  for (let byte = 0; byte < 256; byte++)
    alphabet.set(String.fromCharCode(isPrintable(byte) ? byte : 0x100 + nShifted++), byte);
  return alphabet;
}

/** Character to byte. */
export const BYTE_ALPHABET: ReadonlyMap<string, number> = buildAlphabet();
