/** The engine a recipe asks for. */
import { createOnnxEngine } from '../compile/onnxEngine.ts';
import { createEagerEngine } from '../model/eagerEngine.ts';
import type { TrainingEngine } from '../model/engine.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { TrainableModel } from './options.ts';

/** Nothing falls back to another engine: what cannot start throws a UserError that says what is missing. */
export function createEngine(
  { config, frozen, trainable, lora }: TrainableModel,
  recipe: Pick<Recipe, 'engine' | 'threads'>,
): Promise<TrainingEngine> {
  const options = { threads: recipe.threads, ...(lora === undefined ? {} : { lora }) };
  return recipe.engine === 'onnx'
    ? createOnnxEngine(config, frozen, trainable, options)
    : createEagerEngine(config, frozen, trainable, { ...options, backend: recipe.engine });
}
