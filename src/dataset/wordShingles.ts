/** Texts as sets of word triples, by their hashes: what near-duplicates have in common. Case and punctuation make no difference. */

/** Words in a shingle: enough that texts about one thing are not alike for their words alone. */
const SHINGLE_WORDS = 3;

export type Shingles = {
  /** Takes a text's shingles; none reaches from one text into the next. */
  add(text: string): void;
  /** Of all texts since `reset`, in their order, repeated ones too. Valid until the next call. */
  hashes(): Uint32Array;
  reset(): void;
};

export function createShingles(): Shingles {
  let hashes = new Uint32Array(4096);
  let length = 0;
  return {
    add: (text) => {
      const units = (wordUnits ??= buildWordUnits());
      if (hashes.length < length + text.length + 1) hashes = copied(hashes, 2 * (length + text.length + 1));
      const target = hashes;
      let n = length;
      let [first, second, word] = [0, 0, 0];
      let nWords = 0;
      for (let i = 0; i <= text.length; i++) {
        const unit = i < text.length ? units[text.charCodeAt(i)]! : 0;
        if (unit !== 0 && unit < SINGLE) {
          word = (Math.imul(word ^ unit, 0x01000193) + 0x2f0b4a27) | 0;
          continue;
        }
        if (word !== 0) {
          if (++nWords >= SHINGLE_WORDS) target[n++] = mixed(first, second, word);
          [first, second, word] = [second, word, 0];
        }
        if (unit === 0) continue;
        const single = Math.imul(unit, 0x9e3779b1) | 1;
        if (++nWords >= SHINGLE_WORDS) target[n++] = mixed(first, second, single);
        [first, second] = [second, single];
      }
      // A text of a word or two is one shingle.
      if (nWords > 0 && nWords < SHINGLE_WORDS) target[n++] = mixed(0, first, second);
      length = n;
    },
    hashes: () => hashes.subarray(0, length),
    reset: () => (length = 0),
  };
}

function copied(from: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(length);
  to.set(from);
  return to;
}

function mixed(a: number, b: number, c: number): number {
  let hash = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ Math.imul(b ^ (b >>> 13), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39) ^ Math.imul(c ^ (c >>> 15), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** In the table of units: those above are words on their own. */
const SINGLE = 0x10000;

/** For each UTF-16 unit its small letter, more by SINGLE for signs and in scripts that write no spaces between words, or 0 between words. */
let wordUnits: Uint32Array | undefined;

function buildWordUnits(): Uint32Array {
  const isWord = /[\p{L}\p{N}\p{M}\p{Cs}]/u;
  // Signs that change what a sum or a line of code means are words as well.
  const isSingle =
    /[*/%#&@\\\p{S}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
  return Uint32Array.from({ length: 0x10000 }, (_, code) => {
    const character = String.fromCharCode(code);
    if (isSingle.test(character)) return code + SINGLE;
    return isWord.test(character) ? character.toLowerCase().charCodeAt(0) : 0;
  });
}

/** Puts the hashes in order, each once, to the front; says how many they are. */
export function distinct(hashes: Uint32Array): number {
  hashes.sort();
  let length = 0;
  for (let i = 0; i < hashes.length; i++) if (i === 0 || hashes[i] !== hashes[i - 1]) hashes[length++] = hashes[i]!;
  return length;
}

/** Hashes at [start, end), ordered, each once. */
export type Stretch = { hashes: Uint32Array; start: number; end: number };

/** How many are in both. */
export function nShared(one: Stretch, other: Stretch): number {
  const [a, b] = [one.hashes, other.hashes];
  let [i, j, n] = [one.start, other.start, 0];
  while (i < one.end && j < other.end) {
    const [x, y] = [a[i]!, b[j]!];
    if (x === y) n++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return n;
}
