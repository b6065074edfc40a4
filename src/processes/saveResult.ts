/** A run's result: `adapter/` as PEFT reads it, or `model/` as Hugging Face does. Whole or not there. */
import { basename, join } from 'node:path';
import type { Parameters } from '../model/engine.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { writeFolderAtomic } from '../runs/folderWrite.ts';
import type { RunPaths } from '../runs/runFolder.ts';
import { writeSafetensors } from '../weights/safetensors.ts';

/** Resolves to the folder's name within the run. Throws UserError `disk-full` or `not-writable`. */
export async function saveResult(paths: RunPaths, recipe: Recipe, trainable: Parameters): Promise<string> {
  const folder = recipe.method === 'lora' ? paths.adapter : paths.model;
  const weights = recipe.method === 'lora' ? 'adapter_model.safetensors' : 'model.safetensors';
  await writeFolderAtomic(folder, (temporary) => writeSafetensors(join(temporary, weights), trainable, 'F32'));
  return basename(folder);
}
