/**
 * MinHash by one permutation (Li, Owen and Zhang 2012) with optimal densification (Shrivastava 2017), cut into bands for
 * locality-sensitive hashing: rows that share a band's key are candidates. Only the keys are kept.
 */

const BINS = 128;
export const BANDS = 16;
const BINS_PER_BAND = BINS / BANDS;
const EMPTY = 0xffffffff;
const BIN_SHIFT = 32 - Math.log2(BINS);

const minima = new Uint32Array(BINS);

/** Writes the keys of a set of hashes, which has at least one, to `keys` from `at` on. */
export function writeBandKeys(hashes: Uint32Array, keys: Uint32Array, at: number): void {
  minima.fill(EMPTY);
  for (const hash of hashes) {
    const bin = hash >>> BIN_SHIFT;
    if (hash < minima[bin]!) minima[bin] = hash;
  }
  const filled = minima.slice();
  for (let bin = 0; bin < BINS; bin++) {
    let from = bin;
    for (let attempt = 1; filled[from] === EMPTY; attempt++) from = mixed(bin, attempt) & (BINS - 1);
    minima[bin] = filled[from]!;
  }
  for (let band = 0; band < BANDS; band++) {
    let key = band + 1;
    for (let i = 0; i < BINS_PER_BAND; i++) key = mixed(key, minima[band * BINS_PER_BAND + i]!);
    keys[at + band] = key;
  }
}

function mixed(a: number, b: number): number {
  let hash = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b ^ (b >>> 15), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
