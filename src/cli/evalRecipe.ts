/** The settings of an evaluation: what was asked; else what shaped the batches of the run; else what a run on that base would have. */
import { resolveRecipe, type Recipe } from '../recipe/recipe.ts';

/** `asked`: settings from flags, the dataset among them. `known`: the run's recipe, or only the base as it was named. Throws UserError `recipe-invalid`. */
export function evalRecipe(
  asked: Readonly<Record<string, unknown>>,
  { base, microBatchTokens, maxLength }: Pick<Recipe, 'base'> & Partial<Recipe>,
): Recipe {
  return resolveRecipe([
    { source: 'file', values: { base, microBatchTokens, maxLength } },
    { source: 'flag', values: asked },
  ]).recipe;
}
