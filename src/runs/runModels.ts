/** A run as models that can be asked: its result, and the base that it was tuned from. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../common/errors.ts';
import type { ModelRef } from '../inference/answer.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { readManifest, readRunRecipe } from './manifest.ts';
import { locate, runPaths } from './runFolder.ts';

export type RunModels = { base: ModelRef; tuned: ModelRef };

/** Throws UserError `run-not-found`, `run-unreadable`, `run-without-result` or `file-not-found` (its base). */
export async function runModels(folder: string): Promise<RunModels> {
  const paths = runPaths(folder);
  const { base, recipe } = await runBase(folder);
  if (!(await hasResult(folder))) throw errors.runWithoutResult(paths.root);
  const tuned = recipe.method === 'lora' ? { base, adapter: paths.adapter } : { base: paths.model };
  return { base: { base }, tuned };
}

/** What a run was tuned from, which a run without a result has as well: `embedded` or an absolute folder. */
export async function runBase(folder: string): Promise<{ base: string; recipe: Recipe; createdAt: Date }> {
  const paths = runPaths(folder);
  const [manifest, recipe] = await Promise.all([readManifest(paths), readRunRecipe(paths)]);
  // The embedded base moves with the product; another one may have moved with the run.
  const base = recipe.base === 'embedded' ? 'embedded' : await locate(paths.root, manifest.base.folder);
  if (base === undefined) throw errors.fileNotFound(manifest.base.folder.absolute);
  return { base, recipe, createdAt: new Date(manifest.createdAt) };
}

/** The run has got as far as saving a model. */
export async function hasResult(folder: string): Promise<boolean> {
  const { adapter, model } = runPaths(folder);
  const files = [join(adapter, 'adapter_config.json'), join(model, 'config.json')];
  const found = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  return found.some((file) => file !== undefined);
}
