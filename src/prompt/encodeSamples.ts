/** A dataset's samples as the trainer takes them: encoded, cut to length, and every row that is left out named with its reason. */
import { setImmediate } from 'node:timers/promises';
import { UserError } from '../common/errors.ts';
import type { SampleRow, SkippedRow } from '../dataset/sample.ts';
import type { Encoded } from './encoded.ts';
import { encodeBatch } from './encode.ts';
import type { ChatTemplate } from './template.ts';
import type { Tokenizer } from './tokenizer.ts';
import { truncate } from './truncate.ts';
import { countSupervised, zeroSignalReason } from './zeroSignal.ts';

export type EncodedRow = { row: number; rowHash: string; encoded: Encoded };
export type CutRow = { row: number; nTokensCut: number; nSupervisedCut: number };

export type EncodedDataset = {
  rows: EncodedRow[];
  /** Rows that cannot be trained on; codes `zero-signal`, `template-…`, `tokenizer-unaligned`, `no-end-token`. */
  skipped: SkippedRow[];
  /** Rows longer than the limit, cut from the right (those among `skipped` too). */
  cut: CutRow[];
  nTokens: number;
  /** Tokens whose loss counts. */
  nSupervised: number;
};

export type EncodeSamplesOptions = {
  /** Longest row in tokens. */
  maxLength: number;
  onProgress?: (nDone: number, nRows: number) => void;
  signal?: AbortSignal;
};

const ROWS_PER_BATCH = 64;

/** Throws UserError `template-too-slow`; throws the signal's reason when aborted. */
export async function encodeSamples(
  samples: readonly SampleRow[],
  tokenizer: Tokenizer,
  template: ChatTemplate,
  { maxLength, onProgress, signal }: EncodeSamplesOptions,
): Promise<EncodedDataset> {
  const dataset: EncodedDataset = { rows: [], skipped: [], cut: [], nTokens: 0, nSupervised: 0 };
  for (let start = 0; start < samples.length; start += ROWS_PER_BATCH) {
    signal?.throwIfAborted();
    const batch = samples.slice(start, start + ROWS_PER_BATCH);
    const outcomes = await encodeBatch(
      batch.map(({ sample }) => sample),
      tokenizer,
      template,
    );
    for (const [i, outcome] of outcomes.entries()) {
      const { row, rowHash } = batch[i]!;
      if ('error' in outcome) {
        if (!(outcome.error instanceof UserError)) throw outcome.error;
        dataset.skipped.push({ row, code: outcome.error.code, reason: outcome.error.message });
        continue;
      }
      const { encoded, nTokensCut, nSupervisedCut } = truncate(outcome.value, maxLength);
      if (nTokensCut > 0) dataset.cut.push({ row, nTokensCut, nSupervisedCut });
      const reason = zeroSignalReason(encoded, { nSupervisedCut, maxLength });
      if (reason !== undefined) {
        dataset.skipped.push({ row, code: 'zero-signal', reason });
        continue;
      }
      dataset.rows.push({ row, rowHash, encoded });
      dataset.nTokens += encoded.ids.length;
      dataset.nSupervised += countSupervised(encoded);
    }
    onProgress?.(Math.min(start + ROWS_PER_BATCH, samples.length), samples.length);
    // Lets messages, timers and Ctrl+C in between batches.
    await setImmediate();
  }
  return dataset;
}
