/** A resolved recipe: a value for every setting, and where each came from. */
import { availableParallelism } from 'node:os';
import { errors } from '../common/errors.ts';
import { SETTING_NAMES, SETTINGS, type DefaultContext, type Setting, type SettingName } from './settings.ts';
import { validateSettings } from './validate.ts';

type ValueOf<S> = S extends { type: 'choice'; choices: readonly (infer C)[] }
  ? C
  : S extends { type: 'integer' | 'number' }
    ? number
    : S extends { type: 'columns' }
      ? Readonly<Record<string, string>>
      : string;

export type Recipe = { readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> };

/** Where a value came from; later ones win. */
type RecipeSource = 'default' | 'editor' | 'file' | 'flag';
export type RecipeSources = Readonly<Record<SettingName, RecipeSource>>;

/** Values as somebody gave them, unchecked. */
export type RecipeInput = { source: Exclude<RecipeSource, 'default'>; values: Readonly<Record<string, unknown>> };

export type ResolvedRecipe = { recipe: Recipe; sources: RecipeSources };

/** Checks every given value and fills in the rest. The later input wins. Throws UserError `recipe-invalid` with all problems. */
export function resolveRecipe(inputs: readonly RecipeInput[], machine = { processors: processors() }): ResolvedRecipe {
  const problems = inputs.flatMap(({ values }) => validateSettings(values));
  const values: Record<string, unknown> = {};
  const sources: Record<string, RecipeSource> = {};
  for (const input of inputs) {
    for (const [name, value] of Object.entries(input.values)) {
      if (value === undefined) continue;
      values[name] = value;
      sources[name] = input.source;
    }
  }
  for (const name of SETTING_NAMES) {
    if (values[name] !== undefined) continue;
    const context = { method: String(values['method']), base: String(values['base']), processors: machine.processors };
    values[name] = defaultOf(name, context);
    sources[name] = 'default';
    if (values[name] === undefined) problems.push(`"${name}" is missing (--${SETTINGS[name].flag})`);
  }
  if (problems.length > 0) throw errors.recipeInvalid(problems);
  return { recipe: values as Recipe, sources: sources as RecipeSources };
}

/** A setting's default for a given method and base; undefined where the user must say it. */
export function defaultOf(name: SettingName, context: DefaultContext): unknown {
  const setting: Setting = SETTINGS[name];
  return typeof setting.default === 'function'
    ? (setting.default as (c: DefaultContext) => unknown)(context)
    : setting.default;
}

/** Threads to compute with. Hyper-threads do not help matrix products, but Node cannot tell them from cores: half of many, all of few. */
export const processors = (): number => {
  const n = availableParallelism();
  return n <= 4 ? n : Math.ceil(n / 2);
};
