/**
 * Fast hashes of text for finding equal rows and prompts: 53 bits, so that they are plain numbers. Not for security.
 * Among a million different rows, two have the same one by chance in about one file of ten thousand.
 */

/** A hash that grows text by text. */
export type TextHash = {
  /** Adds a text as it is. */
  add(text: string): void;
  /** Adds a text without regard to case and white space. */
  addNormalized(text: string): void;
  /** Positive. */
  value(): number;
  /** Starts anew: one object serves millions of rows. */
  reset(): void;
};

// Multipliers and final mixing are those of the public-domain hash cyrb53.
const [SEED_1, SEED_2] = [0xdeadbeef | 0, 0x41c6ce57];
const [MULTIPLIER_1, MULTIPLIER_2] = [2654435761 | 0, 1597334677 | 0];

export function createTextHash(): TextHash {
  let a = SEED_1;
  let b = SEED_2;
  /** Marks where a text ends, so that "a", "bc" is not "ab", "c". */
  const end = (length: number): void => {
    a = Math.imul(a ^ length ^ (a >>> 15), MULTIPLIER_1);
    b = Math.imul(b ^ ~length ^ (b >>> 13), MULTIPLIER_2);
  };
  /** Two units a number, and two lanes that do not wait for each other. */
  const addPairs = (pairs: Int32Array, nPairs: number): void => {
    let [c, d, e, f] = [a, b, ~a, ~b];
    for (let i = 0; i < nPairs; i += 2) {
      const pair = pairs[i]!;
      const other = pairs[i + 1]!;
      c = Math.imul(c ^ pair, MULTIPLIER_1);
      d = Math.imul(d ^ pair, MULTIPLIER_2);
      e = Math.imul(e ^ other, MULTIPLIER_1);
      f = Math.imul(f ^ other, MULTIPLIER_2);
      c ^= c >>> 15;
      e ^= e >>> 15;
    }
    a = Math.imul(c, MULTIPLIER_2) ^ e;
    b = Math.imul(d, MULTIPLIER_1) ^ f;
  };
  return {
    add: (text) => {
      readUnits(text);
      addPairs(given.pairs, nPairsOf(given, text.length));
      end(text.length);
    },
    addNormalized: (text) => {
      readUnits(text);
      addPairs(normal.pairs, nPairsOf(normal, normalize(text.length)));
      end(0);
    },
    value: () => {
      let c = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
      const d = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(c ^ (c >>> 13), 3266489909);
      c ^= d >>> 11;
      return 4294967296 * (2097151 & d) + (c >>> 0) || 1;
    },
    reset: () => {
      a = SEED_1;
      b = SEED_2;
    },
  };
}

/** Units of a text, and the same memory two units a number. */
type Units = { bytes: Buffer; units: Uint16Array; pairs: Int32Array };

function unitsFor(length: number): Units {
  const bytes = Buffer.alloc(2 * length);
  const { buffer } = bytes;
  return { bytes, units: new Uint16Array(buffer, 0, length), pairs: new Int32Array(buffer, 0, length >> 1) };
}

let given = unitsFor(8192);
let normal = unitsFor(8192);
/** Of shorter texts the units are faster asked for one by one. */
const SHORT = 24;

/** Puts a text's units where they can be read without asking the string for each, which took longer than the rest: 28 ms for 54 MB. */
function readUnits(text: string): void {
  const { length } = text;
  // Room for what fills up the last numbers.
  if (given.units.length < length + 4) [given, normal] = [unitsFor(2 * length + 8), unitsFor(2 * length + 8)];
  if (length > SHORT) given.bytes.write(text, 0, 'utf16le');
  else for (let i = 0; i < length; i++) given.units[i] = text.charCodeAt(i);
}

/** Puts the small letters of the units that were read next to each other, without white space; says how many they are. */
function normalize(length: number): number {
  const table = (normalUnits ??= buildNormalUnits());
  const [from, to] = [given.units, normal.units];
  let n = 0;
  for (let i = 0; i < length; i++) {
    const unit = table[from[i]!]!;
    to[n] = unit;
    // Without a branch, which white space makes unpredictable: the next unit takes the place of it.
    n = (n + (-unit >>> 31)) | 0;
  }
  return n;
}

/** An even number of pairs, the last ones filled up with zeros. */
function nPairsOf({ units }: Units, length: number): number {
  const end = (length + 3) & ~3;
  for (let i = length; i < end; i++) units[i] = 0;
  return end >> 1;
}

/** For each UTF-16 unit its small letter, or 0 for white space. */
let normalUnits: Uint16Array | undefined;

function buildNormalUnits(): Uint16Array {
  return Uint16Array.from({ length: 0x10000 }, (_, code) => {
    const character = String.fromCharCode(code);
    return character.trim() === '' ? 0 : character.toLowerCase().charCodeAt(0);
  });
}
