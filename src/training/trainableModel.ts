/** Which parameters move: all of them, or LoRA matrices beside all projections. */
import { seededRandom } from '../common/random.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Parameters } from '../model/engine.ts';
import { initialLora } from '../model/lora.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { TrainableModel } from './options.ts';

/** Full tuning changes `parameters` in place; a tied output head moves with the embedding. LoRA leaves them alone. */
export function makeTrainable(
  config: ModelConfig,
  parameters: Parameters,
  recipe: Pick<Recipe, 'method' | 'rank' | 'alpha' | 'seed'>,
): TrainableModel {
  if (recipe.method === 'full') return { config, frozen: new Map(), trainable: parameters };
  return {
    config,
    frozen: parameters,
    trainable: initialLora(config, recipe.rank, seededRandom(recipe.seed, 'lora')),
    lora: { rank: recipe.rank, alpha: recipe.alpha },
  };
}
