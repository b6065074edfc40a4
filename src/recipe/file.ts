/** Reads a recipe file (*.tune.json). */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errors } from '../common/errors.ts';
import { isJsonObject } from '../common/json.ts';
import type { RecipeInput } from './recipe.ts';

/** The file's settings, paths taken from the file's own folder, still to be checked by resolveRecipe. Throws UserError `file-not-found`, `file-unreadable` or `recipe-invalid`. */
export async function readRecipeFile(path: string): Promise<RecipeInput> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw missing ? errors.fileNotFound(path, error) : errors.fileUnreadable(path, error);
  });
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw errors.recipeInvalid([`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  if (!isJsonObject(value)) throw errors.recipeInvalid([`${path} must hold one JSON object`]);
  const values = { ...value };
  delete values['$schema'];
  for (const name of ['dataset', 'base']) {
    const given = values[name];
    if (typeof given === 'string' && given !== '' && given !== 'embedded') values[name] = resolve(dirname(path), given);
  }
  return { source: 'file', values };
}
