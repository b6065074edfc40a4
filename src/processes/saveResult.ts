/** A run's result: `adapter/` as PEFT reads it, or `model/` as Hugging Face does. Whole or not there. */
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { removeAll, writeError } from '../common/files.ts';
import type { Parameters } from '../model/engine.ts';
import { writeFolderAtomic } from '../runs/folderWrite.ts';
import type { RunPaths } from '../runs/runFolder.ts';
import type { TrainableModel } from '../training/options.ts';
import { writeAdapter } from '../weights/adapter.ts';
import { copyCompanions, saveModel } from '../weights/save.ts';

/** A whole model needs the base's tokenizer and configuration. They are kept with the run from its start: an update of the product may delete the embedded base while it trains. */
export async function keepCompanions(paths: RunPaths, baseFolder: string): Promise<void> {
  await copyCompanions(baseFolder, paths.baseFiles);
  const config = join(paths.baseFiles, 'config.json');
  await copyFile(join(baseFolder, 'config.json'), config).catch((error: unknown) => {
    throw writeError(config, error);
  });
}

/** Resolves to the folder's name within the run. `base`: the folder that an adapter names as its own. Throws UserError `disk-full` or `not-writable`. */
export async function saveResult(
  paths: RunPaths,
  base: string,
  { lora }: TrainableModel,
  trainable: Parameters,
): Promise<string> {
  const folder = lora === undefined ? paths.model : paths.adapter;
  await writeFolderAtomic(folder, (temporary) =>
    lora === undefined
      ? saveModel(temporary, paths.baseFiles, trainable)
      : writeAdapter(temporary, { ...lora, parameters: trainable }, base),
  );
  return basename(folder);
}

/** A run that goes on has no result until it ends: the one of an earlier stop would answer for steps that it has not seen. */
export async function removeResult({ model, adapter }: RunPaths): Promise<void> {
  await Promise.all([removeAll(model), removeAll(adapter)]);
}
