/** The base models of the loss lens: what was worked out for a row is kept. Tokens come from where those that are counted come from. */
import { basename } from 'node:path';
import { createTextHash } from '../common/textHash.ts';
import type { LanguageDocument } from '../language/document.ts';
import { lensOfRow, type NoLens, type RowLens } from '../language/rowLens.ts';
import type { RowFacts } from '../dataset/row.ts';
import { templateHash } from '../prompt/template.ts';
import type { BaseModels, BaseTokens } from './baseTokens.ts';
import { promptFilesStamp } from './tokenPool.ts';

type LensBase = {
  /** As people know it. */
  name: string;
  /** The beginning of the template's hash. */
  template: string;
  maxLength: number;
  /** Throws UserError where the row cannot be rendered or encoded, and the signal's reason. */
  lens: (
    row: RowFacts,
    document: Pick<LanguageDocument, 'format' | 'columns'>,
    signal: AbortSignal,
  ) => Promise<RowLens | NoLens>;
};

export type LensModels = {
  /** `base`: `embedded` or a folder. Throws UserError where it is no model. */
  open(base: string): Promise<LensBase>;
};

/** Rows of a few screens. */
const MAX_KEPT = 500;

export function createLensModels(bases: BaseModels): LensModels {
  const lenses = new Map<string, { stamp: string; base: Promise<LensBase> }>();
  return {
    async open(base) {
      const tokens = await bases.open(base);
      // A model whose files changed is another one.
      const stamp = await promptFilesStamp(tokens.folder);
      let known = lenses.get(base);
      if (known?.stamp !== stamp) {
        const opened = { stamp, base: openLens(base, tokens) };
        lenses.set(base, (known = opened));
        opened.base.catch(() => {
          if (lenses.get(base) === opened) lenses.delete(base);
        });
      }
      return known.base;
    },
  };
}

async function openLens(base: string, { folder, maxLength, pool }: BaseTokens): Promise<LensBase> {
  const hash = await templateHash(folder);
  const known = new Map<string, RowLens | NoLens>();
  const textHash = createTextHash();
  return {
    name: base === 'embedded' ? 'embedded base model' : basename(folder),
    template: hash.slice(0, 12),
    maxLength,
    async lens(row, { format, columns }, signal) {
      textHash.reset();
      textHash.add(row.text);
      textHash.add(JSON.stringify([format, columns]));
      const key = `${textHash.value()} ${row.text.length}`;
      const found =
        known.get(key) ??
        (await lensOfRow(
          row,
          { format, columns },
          { encode: (source, sample) => pool.encode(source, sample, signal), maxLength },
        ));
      // A Map iterates in the order of insertion: what was asked for longest ago goes first.
      known.delete(key);
      known.set(key, found);
      for (const oldest of known.keys()) {
        if (known.size <= MAX_KEPT) break;
        known.delete(oldest);
      }
      return found;
    },
  };
}
