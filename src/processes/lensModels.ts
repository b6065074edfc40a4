/** The base models of the loss lens: their tokens are made in a thread, and what was worked out for a row is kept. */
import { basename } from 'node:path';
import { createTextHash } from '../common/textHash.ts';
import type { Disposable } from '../common/lifetime.ts';
import type { LanguageDocument } from '../language/document.ts';
import { lensOfRow, type NoLens, type RowLens } from '../language/rowLens.ts';
import type { RowFacts } from '../dataset/row.ts';
import { templateHash } from '../prompt/template.ts';
import { resolveRecipe } from '../recipe/recipe.ts';
import { lengthLimit } from '../training/prepare.ts';
import { readModelConfig, resolveBase } from '../weights/modelFolder.ts';
import { createTokenPool, promptFilesStamp, type TokenPool } from './tokenPool.ts';

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

export type LensModels = Disposable & {
  /** `base`: `embedded` or a folder. Throws UserError where it is no model. */
  open(base: string): Promise<LensBase>;
};

type Open = { pool: TokenPool; stamp: string; base: Promise<LensBase> };

/** More than one only while people compare settings. */
const MAX_OPEN = 2;
/** Rows of a few screens. */
const MAX_KEPT = 500;

export function createLensModels(): LensModels {
  const models = new Map<string, Open>();
  const close = (base: string): void => {
    models.get(base)?.pool.dispose();
    models.delete(base);
  };
  return {
    async open(base) {
      const folder = resolveBase(base);
      const stamp = await promptFilesStamp(folder);
      // A model whose files changed is another one.
      if (models.get(base)?.stamp !== stamp) close(base);
      let open = models.get(base);
      if (open === undefined) {
        for (const other of [...models.keys()].slice(0, Math.max(0, models.size - MAX_OPEN + 1))) close(other);
        // The time that a template's clock shows is one for all rows.
        const pool = createTokenPool({ folder, threads: 1, now: new Date() });
        open = { pool, stamp, base: openBase(base, folder, pool) };
        models.set(base, open);
      }
      try {
        return await open.base;
      } catch (error) {
        if (models.get(base) === open) close(base);
        throw error;
      }
    },
    dispose: () => {
      for (const base of [...models.keys()]) close(base);
    },
  };
}

async function openBase(base: string, folder: string, pool: TokenPool): Promise<LensBase> {
  const [config, hash] = await Promise.all([readModelConfig(folder), templateHash(folder)]);
  const { recipe } = resolveRecipe([{ source: 'editor', values: { base, dataset: '-' } }]);
  const maxLength = lengthLimit(recipe.maxLength, config.maxPosition);
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
