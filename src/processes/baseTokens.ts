/** A base model for those who count its tokens: its threads, and how much of a row it would train on. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { SETTINGS } from '../recipe/settings.ts';
import { lengthLimit } from '../training/prepare.ts';
import { readModelConfig, resolveBase } from '../weights/modelFolder.ts';
import { createTokenPool, type TokenPool } from './tokenPool.ts';

export type BaseTokens = {
  /** Absolute. */
  folder: string;
  /** Longer rows are cut to it, in tokens. */
  maxLength: number;
  pool: TokenPool;
};

/** More threads would leave the editor nothing. */
const MAX_THREADS = 4;

/**
 * `base`: `embedded` or a folder; `maxLength`: instead of the recipe's default, never beyond what the model can read.
 * Throws UserError where there is no such model; the pool's first request says what is wrong with its tokenizer.
 */
export async function openBaseTokens(base: string, maxLength?: number): Promise<BaseTokens> {
  const folder = resolveBase(base);
  const { maxPosition } = await readModelConfig(folder);
  const wanted = maxLength ?? SETTINGS.maxLength.default({ base, method: 'lora', processors: 1 });
  const threads = Math.max(1, Math.min(MAX_THREADS, availableParallelism()));
  return {
    folder,
    maxLength: lengthLimit(wanted, maxPosition),
    pool: createTokenPool({ folder, threads, now: undefined }),
  };
}

/** As people know the model: `embedded`, or the folder's name. */
export const baseName = (base: string | undefined, { folder }: BaseTokens): string =>
  base === 'embedded' ? base : basename(folder);
