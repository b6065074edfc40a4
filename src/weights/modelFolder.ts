/** A Hugging Face model folder: config.json and safetensors weights, whole or in shards. */
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { installFolder } from '../common/entries.ts';
import { errors } from '../common/errors.ts';
import { isJsonObject } from '../common/json.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Parameter } from '../model/engine.ts';
import { HEAD, parameterTable } from '../model/parameterTable.ts';
import { readJsonObject } from './jsonFile.ts';
import { parseModelConfig } from './modelConfig.ts';
import { readSafetensors } from './safetensors.ts';

export type LoadedModel = { config: ModelConfig; parameters: Map<string, Parameter>; folder: string };

const WEIGHTS = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/** The folder that `--base` names: `embedded` is the model that comes with the product. */
export function resolveBase(base: string): string {
  return base === 'embedded' ? join(installFolder(), 'models', 'embedded') : resolve(base);
}

/** Throws UserError when there is no such model, it is of another architecture, or its weights do not fit its configuration. */
export async function loadModel(folder: string): Promise<LoadedModel> {
  const config = await readModelConfig(folder);
  const tensors = await readWeights(folder);
  return { config, parameters: selectParameters(config, tensors, folder), folder };
}

/** Throws UserError when there is no such model, or it is of another architecture. */
export async function readModelConfig(folder: string): Promise<ModelConfig> {
  const names = await listFolder(folder);
  if (!names.includes('config.json')) throw errors.modelFolderInvalid(folder, 'it has no config.json');
  const path = join(folder, 'config.json');
  const json = await readJsonObject(path, (problem) => errors.modelFolderInvalid(path, problem));
  return parseModelConfig(json, path);
}

async function listFolder(folder: string): Promise<string[]> {
  if (/\.(gguf|bin|pt|pth|ckpt|safetensors)$/i.test(folder))
    throw errors.modelFolderInvalid(
      folder,
      'it is named like a weights file; a model is a folder',
      foreignAdvice(folder),
    );
  try {
    return await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw errors.modelFolderInvalid(folder, 'there is no such folder');
    if (code === 'ENOTDIR') throw errors.modelFolderInvalid(folder, 'it is a file; a model is a folder');
    throw errors.fileUnreadable(folder, error);
  }
}

function foreignAdvice(name: string): string {
  return name.toLowerCase().endsWith('.gguf')
    ? 'Use the original model folder instead, or convert with Transformers: AutoModelForCausalLM.from_pretrained(folder, gguf_file=…).save_pretrained(…).'
    : 'Pickled weights can run code, so they are never opened: convert with Transformers, save_pretrained(…, safe_serialization=True).';
}

async function readWeights(folder: string): Promise<Map<string, Parameter>> {
  const names = await listFolder(folder);
  if (names.includes(WEIGHTS)) return readSafetensors(join(folder, WEIGHTS));
  if (names.includes(INDEX)) return readShards(folder);
  const foreign = names.find((name) => /\.(gguf|bin|pt|pth|ckpt)$/i.test(name));
  if (foreign === undefined) throw errors.modelFolderInvalid(folder, `it has no ${WEIGHTS}`);
  throw errors.modelFolderInvalid(folder, `it has ${foreign}, but no ${WEIGHTS}`, foreignAdvice(foreign));
}

async function readShards(folder: string): Promise<Map<string, Parameter>> {
  const path = join(folder, INDEX);
  const invalid = (problem: string) => errors.modelFolderInvalid(path, problem);
  const { weight_map: weightMap } = await readJsonObject(path, invalid);
  if (!isJsonObject(weightMap)) throw invalid('it has no "weight_map"');
  const tensors = new Map<string, Parameter>();
  for (const file of new Set(Object.values(weightMap))) {
    // Shards lie in the folder itself: a name with a path in it would read elsewhere.
    if (typeof file !== 'string' || basename(file) !== file || file.includes('\\') || !file.endsWith('.safetensors'))
      throw invalid(`it names the shard ${JSON.stringify(file)}`);
    for (const [name, tensor] of await readSafetensors(join(folder, file))) tensors.set(name, tensor);
  }
  return tensors;
}

/** The table's tensors out of those in the file, all faults reported at once. */
function selectParameters(
  config: ModelConfig,
  tensors: Map<string, Parameter>,
  folder: string,
): Map<string, Parameter> {
  const problems: string[] = [];
  const parameters = new Map<string, Parameter>();
  for (const { name, shape } of parameterTable(config)) {
    const tensor = tensors.get(name);
    if (tensor === undefined) problems.push(`${name} is missing`);
    else if (tensor.shape.join() !== shape.join())
      problems.push(`${name} is [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
    else parameters.set(name, tensor);
  }
  for (const name of tensors.keys())
    if (
      !parameters.has(name) &&
      !isIgnored(config, name) &&
      tensors.get(name) !== undefined &&
      !problems.some((p) => p.startsWith(name))
    )
      problems.push(`${name} is not part of this architecture`);
  if (problems.length > 0) throw errors.weightsMismatch(folder, problems);
  return parameters;
}

/** Tensors that some savers add and Transformers ignores too: rotary tables, and a tied head's second copy. */
function isIgnored(config: ModelConfig, name: string): boolean {
  return name.endsWith('rotary_emb.inv_freq') || (config.tiedHead && name === HEAD);
}
