/** Rows that would train nothing, without a word from most trainers: the rule `zero-signal`, for every door. */
import type { Encoded } from './encoded.ts';

/** Tokens whose loss counts. The first token is never predicted, so it never counts. */
export function countSupervised({ supervised }: Pick<Encoded, 'supervised'>): number {
  let nSupervised = 0;
  for (let t = 1; t < supervised.length; t++) nSupervised += supervised[t]!;
  return nSupervised;
}

/** Why a (truncated) sample trains nothing; undefined when it trains something. */
export function zeroSignalReason(
  encoded: Pick<Encoded, 'supervised'>,
  { nSupervisedCut, maxLength }: { nSupervisedCut: number; maxLength: number },
): string | undefined {
  if (countSupervised(encoded) > 0) return undefined;
  return nSupervisedCut > 0
    ? `No trained token is left: all ${nSupervisedCut} lie behind the maximum length of ${maxLength} tokens.`
    : 'No token of this row is trained: it has no answer that counts.';
}
