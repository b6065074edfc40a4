/** A row as the loss lens shows it: its tokens with the characters of the row's own text that each of them stands for. */
import { placeContent, type PlacedPiece, type RowSource } from '../dataset/contentPlaces.ts';
import type { Sample } from '../dataset/sample.ts';
import { encodeSample } from './encode.ts';
import type { Encoded } from './encoded.ts';
import { findLandings, type Landing } from './landing.ts';
import { renderBatch } from './renderBatch.ts';
import type { ChatTemplate } from './template.ts';
import type { Tokenizer } from './tokenizer.ts';

export type EncodedRow = Encoded & {
  /**
   * Range of each token in the row's text: [start0, end0, …], UTF-16, half-open; -1, -1 for a token without one. [2T]
   * Escapes belong to the character they stand for. A token of template and text has the range of its text; one that
   * stands in several strings of the row, or that a template made, has none.
   */
  sources: Int32Array;
};

/** Throws UserError as encodeSample does. */
export async function encodeRow(
  source: RowSource,
  sample: Sample,
  tokenizer: Tokenizer,
  template: ChatTemplate,
): Promise<EncodedRow> {
  const encoded = await encodeSample(sample, tokenizer, template);
  const placed = placeContent(source, sample);
  const landings = await landingsOf(sample, encoded.text, template);
  return { ...encoded, sources: tokenSources(encoded, unitPlaces(encoded.text.length, placed, landings)) };
}

async function landingsOf(sample: Sample, text: string, template: ChatTemplate): Promise<Landing[][]> {
  switch (sample.kind) {
    case 'text':
      return [[{ start: 0, end: sample.text.length, from: 0 }]];
    case 'completion': {
      const middle = sample.prompt.length;
      return [
        [{ start: 0, end: middle, from: 0 }],
        [{ start: middle, end: middle + sample.completion.length, from: 0 }],
      ];
    }
    case 'conversation': {
      const [outcome] = await renderBatch([findLandings(sample, text)], template);
      if ('error' in outcome!) throw outcome.error;
      return outcome!.value;
    }
  }
}

/** Where each UTF-16 unit of the rendered text starts and ends in the row's text; -1 where it is not from there. */
type UnitPlaces = { starts: Int32Array; ends: Int32Array };

function unitPlaces(length: number, placed: readonly PlacedPiece[][], landings: readonly Landing[][]): UnitPlaces {
  const starts = new Int32Array(length).fill(-1);
  const ends = new Int32Array(length).fill(-1);
  for (const [part, stretches] of landings.entries()) {
    for (const landing of stretches) {
      const shift = landing.start - landing.from;
      for (const piece of placed[part] ?? []) {
        const last = Math.min(piece.end + shift, landing.end);
        for (let unit = Math.max(piece.start + shift, landing.start); unit < last; unit++) {
          starts[unit] = piece.starts[unit - shift - piece.start]!;
          ends[unit] = piece.starts[unit - shift - piece.start + 1]!;
        }
      }
    }
  }
  return { starts, ends };
}

function tokenSources({ ids, offsets }: Encoded, { starts, ends }: UnitPlaces): Int32Array {
  const sources = new Int32Array(2 * ids.length).fill(-1);
  for (let t = 0; t < ids.length; t++) {
    let start = -1;
    let end = -1;
    for (let unit = offsets[2 * t]!; unit < offsets[2 * t + 1]!; unit++) {
      if (starts[unit] === -1) continue;
      if (start === -1) start = starts[unit]!;
      else if (starts[unit] !== end) {
        start = -1;
        break;
      }
      end = ends[unit]!;
    }
    if (start === -1) continue;
    sources[2 * t] = start;
    sources[2 * t + 1] = end;
  }
  return sources;
}
