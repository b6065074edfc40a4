/** `(--run RUN | --base DIR|embedded [--adapter DIR])`: how every command names a model. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errors } from '../common/errors.ts';
import type { ModelRef } from '../inference/answer.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { runBase, runModels } from '../runs/runModels.ts';
import { resolveBase } from '../weights/modelFolder.ts';

/** For parseArgs. */
export const MODEL_FLAGS = {
  run: { type: 'string' },
  base: { type: 'string' },
  adapter: { type: 'string' },
} as const;

export const MODEL_SYNOPSIS = '(--run RUN | --base DIR|embedded [--adapter DIR])';

/** Help lines for the options above. */
export const MODEL_USAGE = `  --run RUN                 the model that a run made
  --base DIR|embedded       a base model: its folder, or the one that comes with the product
  --adapter DIR             a LoRA adapter over the base, as PEFT writes it
`;

export type ModelFlagValues = { run?: string | undefined; base?: string | undefined; adapter?: string | undefined };

/** The model itself, as absolute folders; a fully tuned one is a base of its own. `help`: the next step after misuse. Throws UserError `usage`, `file-not-found`, `run-not-found`, `run-unreadable` or `run-without-result`. */
export async function resolveModelFlags(flags: ModelFlagValues, help: string): Promise<ModelRef> {
  const named = requireOne(flags, help);
  if ('base' in named) {
    const base = await requireFolder(resolveBase(named.base));
    return named.adapter === undefined ? { base } : { base, adapter: await requireFolder(resolve(named.adapter)) };
  }
  const { tuned } = await runModels(named.run);
  return { ...tuned, base: resolveBase(tuned.base) };
}

/** Where tokenizer and template are, which a run without a result has as well; `recipe` has the base as it was named, and all else only for a run; `now` is the time that its template saw. */
export async function resolvePromptSource(
  flags: ModelFlagValues,
  help: string,
): Promise<{ folder: string; recipe: Pick<Recipe, 'base'> & Partial<Recipe>; now?: Date }> {
  const named = requireOne(flags, help);
  if ('base' in named) return { folder: await requireFolder(resolveBase(named.base)), recipe: { base: named.base } };
  const { base, recipe, createdAt } = await runBase(named.run);
  return { folder: resolveBase(base), recipe, now: createdAt };
}

function requireOne(
  { run, base, adapter }: ModelFlagValues,
  help: string,
): { run: string } | { base: string; adapter?: string } {
  if (run !== undefined && (base !== undefined || adapter !== undefined))
    throw errors.usage('--run already names base and adapter.', help);
  if (run !== undefined) return { run };
  if (base === undefined) throw errors.usage(`No model is named: ${MODEL_SYNOPSIS}.`, help);
  return adapter === undefined ? { base } : { base, adapter };
}

async function requireFolder(folder: string): Promise<string> {
  if (!(await isFolder(folder))) throw errors.notAModelFolder(folder);
  return folder;
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;
