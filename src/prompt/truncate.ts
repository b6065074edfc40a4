/** Cuts a sample that is too long from the right, and says what was lost. */
import type { Encoded } from './encoded.ts';

export type Truncated = {
  encoded: Encoded;
  nTokensCut: number;
  /** Cut tokens whose loss would have counted. */
  nSupervisedCut: number;
};

/** `text` stays whole: the offsets tell where the tokens end. */
export function truncate(encoded: Encoded, maxLength: number): Truncated {
  if (!Number.isInteger(maxLength) || maxLength < 1)
    throw new RangeError(`maxLength must be at least 1, not ${maxLength}.`);
  const nTokens = encoded.ids.length;
  if (nTokens <= maxLength) return { encoded, nTokensCut: 0, nSupervisedCut: 0 };
  const nSupervisedCut = encoded.supervised.subarray(maxLength).reduce((sum, flag) => sum + flag, 0);
  return {
    encoded: {
      text: encoded.text,
      ids: encoded.ids.slice(0, maxLength),
      supervised: encoded.supervised.slice(0, maxLength),
      offsets: encoded.offsets.slice(0, 2 * maxLength),
    },
    nTokensCut: nTokens - maxLength,
    nSupervisedCut,
  };
}
