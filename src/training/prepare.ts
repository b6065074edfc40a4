/** From samples to the rows a run trains on; what is skipped or cut is handed back with its reason. */
import { errors, UserError } from '../common/errors.ts';
import type { SampleRow, SkippedRow } from '../dataset/sample.ts';
import { encodeBatch } from '../prompt/encode.ts';
import { requireKnownTokens } from '../prompt/knownTokens.ts';
import type { ChatTemplate } from '../prompt/template.ts';
import type { Tokenizer } from '../prompt/tokenizer.ts';
import { truncate } from '../prompt/truncate.ts';
import { countSupervised, zeroSignalReason } from '../prompt/zeroSignal.ts';
import type { TrainingRow } from './rows.ts';

export type PreparedRows = {
  rows: TrainingRow[];
  /** In the order of the file. */
  skipped: SkippedRow[];
  /** Rows that are trained on without their end. */
  cut: { row: number; nTokensCut: number; nSupervisedCut: number }[];
};

type PrepareOptions = {
  tokenizer: Tokenizer;
  template: ChatTemplate;
  /** Tokens of the longest row. */
  maxLength: number;
  /** The model's. */
  vocabSize: number;
};

/**
 * Encodes every sample and cuts it to `maxLength` tokens; a row that cannot be encoded, or keeps no trained token, is skipped.
 * Throws UserError `tokenizer-mismatch` when a row has a token that the model does not know.
 */
export async function prepareRows(
  samples: readonly SampleRow[],
  { tokenizer, template, maxLength, vocabSize }: PrepareOptions,
): Promise<PreparedRows> {
  const prepared: PreparedRows = { rows: [], skipped: [], cut: [] };
  const outcomes = await encodeBatch(
    samples.map(({ sample }) => sample),
    tokenizer,
    template,
  );
  for (const [index, outcome] of outcomes.entries()) {
    const { row, rowHash } = samples[index]!;
    if ('error' in outcome) {
      if (!(outcome.error instanceof UserError)) throw outcome.error;
      prepared.skipped.push({ row, code: outcome.error.code, reason: outcome.error.message });
      continue;
    }
    const { encoded, nTokensCut, nSupervisedCut } = truncate(outcome.value, maxLength);
    const reason = zeroSignalReason(encoded, { nSupervisedCut, maxLength });
    if (reason !== undefined) {
      prepared.skipped.push({ row, code: 'zero-signal', reason });
      continue;
    }
    if (nTokensCut > 0) prepared.cut.push({ row, nTokensCut, nSupervisedCut });
    const { ids, supervised } = encoded;
    requireKnownTokens(ids, tokenizer, vocabSize);
    prepared.rows.push({ row, rowHash, ids, supervised, nSupervised: countSupervised(encoded) });
  }
  return prepared;
}

/** The longest row a model can take under a setting. */
export const lengthLimit = (maxLength: number, maxPosition: number): number => Math.min(maxLength, maxPosition);

/** For rows that compare answers or rate them. */
const TO_COMPLETIONS = 'Make a row {"prompt": "…", "completion": "…"} of each prompt and the answer to learn.';

/** Throws UserError `nothing-to-train` with the most frequent reasons when no row is left. */
export function requireRows({ rows, skipped }: Pick<PreparedRows, 'rows' | 'skipped'>): void {
  if (rows.length > 0) return;
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const detail = reasons.map(([reason, n]) => ` ${n} ${n === 1 ? 'row' : 'rows'}: ${reason}`).join('');
  const message = `No row of the dataset can be trained on.${detail}`;
  throw skipped.some(({ code }) => code === 'format-not-trainable')
    ? errors.nothingToTrain(message, TO_COMPLETIONS)
    : errors.nothingToTrain(message);
}
