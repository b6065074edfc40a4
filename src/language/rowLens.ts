/** The loss lens of one row: which characters of its text are trained, which are context, which are cut off. */
import type { Columns } from '../dataset/columns.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { RowSource } from '../dataset/contentPlaces.ts';
import type { RowFacts } from '../dataset/row.ts';
import type { Sample } from '../dataset/sample.ts';
import { sampleOf } from '../dataset/samples.ts';
import type { EncodedRow } from '../prompt/encodeRow.ts';

/** What makes tokens of a row, here or in a thread of its own. */
export type LensModel = {
  encode: (source: RowSource, sample: Sample) => Promise<EncodedRow>;
  maxLength: number;
};

export const LENS_KINDS = ['context', 'trained', 'cut'] as const;
export type LensKind = (typeof LENS_KINDS)[number];

export type RowLens = {
  /** All tokens, also those of the template and those that are cut off. */
  nTokens: number;
  /** Trained tokens that are left after cutting. */
  nTrained: number;
  nCut: number;
  nTrainedCut: number;
  /** Ranges of the row's text, ascending and apart: [start, end, index in LENS_KINDS, …]. */
  spans: number[];
  /** Where in the row's text each token starts; -1 for those that stand nowhere in it. [nTokens] */
  starts: number[];
};

/** A row that is not trained on, and why. */
export type NoLens = { code: string; reason: string };

/** Throws UserError where the row cannot be rendered or encoded. */
export async function lensOfRow(
  row: RowFacts,
  { format, columns }: { format: FormatId | 'unknown'; columns: Columns },
  { encode, maxLength }: LensModel,
): Promise<RowLens | NoLens> {
  const sample = sampleOf(row, { format, columns });
  if ('code' in sample) return sample;
  const source = { text: row.text, value: row.value ?? null, format, columns };
  return lensOf(await encode(source, sample), maxLength);
}

const [CONTEXT, TRAINED, CUT] = [0, 1, 2];

function lensOf({ ids, supervised, sources }: EncodedRow, maxLength: number): RowLens {
  const nTokens = ids.length;
  const spans: [start: number, end: number, kind: number][] = [];
  const starts: number[] = [];
  let [nTrained, nTrainedCut] = [0, 0];
  for (let t = 0; t < nTokens; t++) {
    const isCut = t >= maxLength;
    // The first token is never predicted.
    if (supervised[t] === 1 && t > 0) {
      if (isCut) nTrainedCut++;
      else nTrained++;
    }
    const [start, end] = [sources[2 * t]!, sources[2 * t + 1]!];
    starts.push(start);
    if (start >= 0) spans.push([start, end, isCut ? CUT : supervised[t] === 1 ? TRAINED : CONTEXT]);
  }
  const nCut = Math.max(0, nTokens - maxLength);
  return { nTokens, nTrained, nCut, nTrainedCut, spans: joined(spans), starts };
}

/** Neighbours of one kind become one range. Tokens that share a character have the same range; the last of them decides. */
function joined(spans: readonly (readonly [start: number, end: number, kind: number])[]): number[] {
  const result: number[] = [];
  for (const [start, end, kind] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (start < (result.at(-2) ?? 0) && end <= (result.at(-2) ?? 0)) {
      if (kind === CUT && result.at(-3) === start) result[result.length - 1] = CUT;
      continue;
    }
    if (result.at(-2) === start && result.at(-1) === kind) result[result.length - 2] = end;
    else result.push(start, end, kind);
  }
  return result;
}
