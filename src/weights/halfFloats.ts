/** Sixteen-bit floats: IEEE 754 binary16 (F16) and bfloat16 (BF16), to and from float32. */

/** Every F16 as a float32, by its bits; made at first use. */
let table: Float32Array | undefined;

export function decodeF16(bits: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 2 ** 16 }, (_, i) => f16Value(i));
  const floats = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) floats[i] = table[bits[i]!]!;
  return floats;
}

function f16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A BF16 is the upper half of a float32. */
export function decodeBF16(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return new Float32Array(words.buffer);
}

/** Rounds to nearest, ties to even; too large becomes infinity. */
export function encodeF16(floats: Float32Array): Uint16Array {
  const words = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const bits = new Uint16Array(floats.length);
  for (let i = 0; i < words.length; i++) bits[i] = f16Bits(words[i]!);
  return bits;
}

function f16Bits(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // from 65520 on: infinity
  const [value, shift] =
    magnitude >= 0x38800000
      ? [magnitude - 0x38000000, 13] // normal: the exponent's bias goes from 127 to 15
      : [(magnitude & 0x7fffff) | 0x800000, 126 - (magnitude >>> 23)]; // subnormal: steps of 2⁻²⁴
  if (shift > 24) return sign;
  const kept = value >>> shift;
  const rest = value & (2 ** shift - 1);
  const half = 2 ** (shift - 1);
  return sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
}
