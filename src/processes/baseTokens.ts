/** A base model for those who count its tokens: its threads, and how much of a row it would train on. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { Disposable } from '../common/lifetime.ts';
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
    // The time that a template's clock shows is one for all rows, as in a run.
    pool: createTokenPool({ folder, threads, now: new Date() }),
  };
}

export type BaseModels = Disposable & {
  /** `base`: `embedded` or a folder. Throws as openBaseTokens does, and tries anew when asked again. */
  open(base: string): Promise<BaseTokens>;
};

/** Base models of a process that stays: each is opened once, for whoever wants its tokens. Threads that are idle end by themselves. */
export function createBaseModels(): BaseModels {
  const opened = new Map<string, Promise<BaseTokens>>();
  return {
    open: (base) => {
      const folder = resolveBase(base);
      let known = opened.get(folder);
      if (known === undefined) {
        known = openBaseTokens(base);
        opened.set(folder, known);
        known.catch(() => opened.delete(folder));
      }
      return known;
    },
    dispose: () => {
      for (const base of opened.values())
        base.then(
          ({ pool }) => pool.dispose(),
          () => undefined,
        );
      opened.clear();
    },
  };
}

/** As people know the model: `embedded`, or the folder's name. */
export const baseName = (base: string | undefined, { folder }: BaseTokens): string =>
  base === 'embedded' ? base : basename(folder);
