/** Writes a whole model folder: the tuned weights, and everything else as the base has it. */
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../common/errors.ts';
import { writeError, writeFileAtomic } from '../common/files.ts';
import type { Parameters } from '../model/engine.ts';
import { readJsonObject } from './jsonFile.ts';
import { writeSafetensors } from './safetensors.ts';

/** What a model folder holds beside its weights: tokenizer, template, generation settings, licence. */
const COMPANIONS =
  /^(tokenizer.*\.(json|model)|special_tokens_map\.json|added_tokens\.json|vocab\.(json|txt)|merges\.txt|chat_template\.(jinja|json)|generation_config\.json|LICEN[CS]E.*)$/;

/** Writes `parameters` (the whole table) to `folder`, with the configuration and companions of `baseFolder`. The configuration comes last: with it the folder is whole. */
export async function saveModel(
  folder: string,
  baseFolder: string,
  parameters: Parameters,
  dtype: 'F32' | 'F16' = 'F32',
): Promise<void> {
  const configPath = join(baseFolder, 'config.json');
  const json = await readJsonObject(configPath, (problem) => errors.modelFolderInvalid(configPath, problem));
  await copyCompanions(baseFolder, folder);
  await writeSafetensors(join(folder, 'model.safetensors'), parameters, dtype);
  const torchType = dtype === 'F32' ? 'float32' : 'float16';
  // Transformers 4 writes torch_dtype, 5 writes dtype.
  const config = { ...json, ['torch_dtype' in json ? 'torch_dtype' : 'dtype']: torchType };
  await writeFileAtomic(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
}

/** Copies what a model folder holds beside weights and configuration. */
export async function copyCompanions(baseFolder: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(baseFolder))
      if (COMPANIONS.test(name)) await copyFile(join(baseFolder, name), join(folder, name));
  } catch (error) {
    throw writeError(folder, error);
  }
}
