/** What `train()` is given. */
import type { ModelConfig } from '../model/config.ts';
import type { Parameters } from '../model/engine.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { CheckpointState } from './checkpoint.ts';
import type { TrainingRow } from './rows.ts';

/** A model as training sees it: what moves and what does not. */
export type TrainableModel = {
  config: ModelConfig;
  frozen: Parameters;
  /** Changed in place. For LoRA: the A and B matrices by their PEFT names; for full tuning: every parameter. */
  trainable: Parameters;
  lora?: { rank: number; alpha: number };
};

/** The rows of a run. */
export type TrainingData = { train: TrainingRow[]; validation: TrainingRow[]; skipped: number };

/** Asked for by a user in mid-run; looked at between optimizer steps. */
export type TrainRequest = 'stop' | 'pause' | 'evaluate' | 'checkpoint';

export type TrainOptions = {
  recipe: Recipe;
  model: TrainableModel;
  data: TrainingData;
  /** Go on from here; the same recipe, rows and base must be given again. */
  resume?: CheckpointState;
  /** Stores a checkpoint and resolves to its folder's name once it is durable. */
  saveCheckpoint: (state: CheckpointState) => Promise<string>;
  /** Stores the result (an adapter, or a whole model) and resolves to its folder's name. */
  saveResult: (trainable: Parameters) => Promise<string>;
  /** The next request, if any; called until it answers undefined. */
  takeRequest?: () => TrainRequest | undefined;
};
