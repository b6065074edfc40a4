/** From samples to rows of token ids: what is trained on, what is skipped and why, what is cut. Nothing disappears without a word. */
import { errors, UserError } from '../common/errors.ts';
import type { SampleRow, SkippedRow } from '../dataset/sample.ts';
import { encodeBatch } from '../prompt/encode.ts';
import type { ChatTemplate } from '../prompt/template.ts';
import type { Tokenizer } from '../prompt/tokenizer.ts';
import type { TrainingRow } from './rows.ts';

export type PreparedRows = {
  rows: TrainingRow[];
  /** In the order of the file. */
  skipped: SkippedRow[];
  /** Rows longer than the limit, of which only the first `maxLength` tokens are used. */
  cut: { row: number; tokens: number }[];
};

/** Encodes every sample. A row that cannot be encoded, or has no token to train within `maxLength`, is skipped with its reason. */
export async function prepareRows(
  samples: readonly SampleRow[],
  { tokenizer, template, maxLength }: { tokenizer: Tokenizer; template: ChatTemplate; maxLength: number },
): Promise<PreparedRows> {
  const rows: TrainingRow[] = [];
  const skipped: SkippedRow[] = [];
  const cut: PreparedRows['cut'] = [];
  const outcomes = await encodeBatch(
    samples.map(({ sample }) => sample),
    tokenizer,
    template,
  );
  samples.forEach(({ row, rowHash }, index) => {
    const outcome = outcomes[index]!;
    if ('error' in outcome) {
      if (!(outcome.error instanceof UserError)) throw outcome.error;
      skipped.push({ row, code: outcome.error.code, reason: outcome.error.message });
      return;
    }
    const encoded = outcome.value;
    const ids = encoded.ids.slice(0, maxLength);
    const supervised = encoded.supervised.slice(0, maxLength);
    const nSupervised = supervised.subarray(1).reduce((sum, bit) => sum + bit, 0);
    const isCut = encoded.ids.length > maxLength;
    if (nSupervised === 0) {
      const reason = isCut ? `within the first ${maxLength} tokens` : 'in this row';
      skipped.push({ row, code: 'zero-signal', reason: `There is nothing to train on ${reason}.` });
      return;
    }
    if (isCut) cut.push({ row, tokens: encoded.ids.length });
    rows.push({ row, rowHash, ids, supervised, nSupervised });
  });
  return { rows, skipped, cut };
}

/** The longest row a model can take under a setting. */
export const lengthLimit = (maxLength: number, maxPosition: number): number => Math.min(maxLength, maxPosition);

/** Throws UserError `nothing-to-train` with the most frequent reasons when no row is left. */
export function requireRows({ rows, skipped }: PreparedRows): void {
  if (rows.length > 0) return;
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const detail = reasons.map(([reason, n]) => ` ${n} ${n === 1 ? 'row' : 'rows'}: ${reason}`).join('');
  throw errors.nothingToTrain(`No row of the dataset can be trained on.${detail}`);
}
