/** LoRA adapters in PEFT's layout: adapter_config.json and adapter_model.safetensors. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errors, type UserError } from '../common/errors.ts';
import { writeError, writeFileAtomic } from '../common/files.ts';
import type { JsonObject } from '../common/json.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Parameter, Parameters } from '../model/engine.ts';
import { loraTable } from '../model/lora.ts';
import { PROJECTIONS } from '../model/parameterTable.ts';
import { readJsonObject } from './jsonFile.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

export type Adapter = {
  rank: number;
  alpha: number;
  /** By PEFT name: A [r, in], B [out, r]. Layers that the adapter leaves alone are absent. */
  parameters: Map<string, Parameter>;
};

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';

/** Settings of PEFT that change what an adapter computes and that we do not have: absent, null, false or empty is accepted. */
const UNSUPPORTED = [
  'use_dora',
  'use_rslora',
  'use_qalora',
  'use_bdlora',
  'fan_in_fan_out',
  'lora_bias',
  'modules_to_save',
  'target_parameters',
  'trainable_token_indices',
  'layer_replication',
  'rank_pattern',
  'alpha_pattern',
  'alora_invocation_tokens',
  'arrow_config',
  'kasa_config',
  'velora_config',
  'monteclora_config',
];
/** Other ways of starting (PiSSA, LoftQ, …) change the base's weights too, so their adapters need another base. */
const STARTS: readonly unknown[] = [undefined, true, false, 'gaussian', 'orthogonal', 'eva'];

/** Throws UserError `adapter-invalid`, naming every setting or tensor that does not fit. */
export async function readAdapter(folder: string, config: ModelConfig): Promise<Adapter> {
  const invalid = (problem: string): UserError => errors.adapterInvalid(folder, problem);
  const json = await readJsonObject(join(folder, CONFIG), invalid);
  if (json['peft_type'] !== 'LORA') throw invalid(`its kind is ${JSON.stringify(json['peft_type'])}; supported: LORA`);
  const unsupported = UNSUPPORTED.filter((key) => !isUnset(json[key]));
  if ((json['bias'] ?? 'none') !== 'none') unsupported.push('bias');
  if (!STARTS.includes(json['init_lora_weights'])) unsupported.push('init_lora_weights');
  if (unsupported.length > 0) throw invalid(`not supported: ${unsupported.join(', ')}`);
  const { r: rank, lora_alpha: alpha } = json;
  if (typeof rank !== 'number' || !Number.isInteger(rank) || rank < 1)
    throw invalid('"r" must be a whole number from 1');
  if (typeof alpha !== 'number' || !(alpha > 0)) throw invalid('"lora_alpha" must be a positive number');
  const tensors = await readSafetensors(join(folder, WEIGHTS));
  const problems = faults(loraTable(config, rank), tensors);
  if (problems.length > 0) throw errors.weightsMismatch(folder, problems);
  return { rank, alpha, parameters: tensors };
}

/** Writes an adapter that PEFT loads. `base` is named in it for the reader; `parameters` are those of src/model/lora.ts. */
export async function writeAdapter(
  folder: string,
  adapter: { rank: number; alpha: number; parameters: Parameters },
  base: string,
): Promise<void> {
  const json: JsonObject = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base,
    r: adapter.rank,
    lora_alpha: adapter.alpha,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    target_modules: PROJECTIONS.map((projection) => projection.replace(/^.*\./, '')),
  };
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeError(folder, error);
  }
  await writeSafetensors(join(folder, WEIGHTS), adapter.parameters, 'F32');
  await writeFileAtomic(join(folder, CONFIG), `${JSON.stringify(json, null, 2)}\n`);
}

/** A and B come in pairs; a module may have none. */
function faults(table: ReturnType<typeof loraTable>, tensors: Parameters): string[] {
  const shapes = new Map(table.map((row) => [row.name, row.shape]));
  const problems: string[] = [];
  if (tensors.size === 0) problems.push('it holds no tensors');
  for (const [name, { shape }] of tensors) {
    const expected = shapes.get(name);
    const other = name.includes('.lora_A.')
      ? name.replace('.lora_A.', '.lora_B.')
      : name.replace('.lora_B.', '.lora_A.');
    if (expected === undefined) problems.push(`${name} is not part of this model`);
    else if (shape.join() !== expected.join())
      problems.push(`${name} is [${shape.join(', ')}], not [${expected.join(', ')}]`);
    else if (!tensors.has(other)) problems.push(`${other} is missing`);
  }
  return problems;
}

function isUnset(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === false;
}
