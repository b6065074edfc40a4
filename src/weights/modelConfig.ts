/** config.json of a Llama model, as Transformers 4 and as 5 write it; what the engine cannot do is refused by name. */
import { errors, type UserError } from '../common/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import type { ModelConfig } from '../model/config.ts';

const ARCHITECTURE = 'LlamaForCausalLM';

/** Bounds that no Llama model passes: a hostile configuration must not make us allocate. */
const MAX_LAYERS = 1000;
const MAX_SIZE = 2 ** 24;

/** Throws UserError `model-unsupported` (a real model, but not one of ours) or `model-folder-invalid`. `path` is for messages. */
export function parseModelConfig(json: JsonObject, path: string): ModelConfig {
  const invalid = (problem: string): UserError => errors.modelFolderInvalid(path, problem);
  refuseUnsupported(json, path);
  const size = (key: string, fallback?: number): number => {
    const value = json[key] ?? fallback;
    const limit = key === 'num_hidden_layers' ? MAX_LAYERS : MAX_SIZE;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > limit)
      throw invalid(`"${key}" must be a whole number from 1 to ${limit}, not ${JSON.stringify(value)}`);
    return value;
  };
  const positive = (key: string, value: JsonValue | undefined, fallback: number): number => {
    const number = value ?? fallback;
    if (typeof number !== 'number' || !(number > 0)) throw invalid(`"${key}" must be a positive number`);
    return number;
  };
  const hiddenSize = size('hidden_size');
  const nHead = size('num_attention_heads');
  const rope = isJsonObject(json['rope_parameters']) ? json['rope_parameters'] : json;
  const config: ModelConfig = {
    vocabSize: size('vocab_size'),
    hiddenSize,
    intermediateSize: size('intermediate_size'),
    nLayer: size('num_hidden_layers'),
    nHead,
    nKvHead: size('num_key_value_heads', nHead),
    headDim: size('head_dim', hiddenSize / nHead),
    maxPosition: size('max_position_embeddings', 2048),
    rmsNormEps: positive('rms_norm_eps', json['rms_norm_eps'], 1e-6),
    ropeTheta: positive('rope_theta', rope['rope_theta'] ?? json['rope_theta'], 10_000),
    tiedHead: json['tie_word_embeddings'] === true,
  };
  if (config.headDim % 2 !== 0) throw invalid(`"head_dim" must be even, not ${config.headDim}`);
  if (config.nHead % config.nKvHead !== 0)
    throw invalid(`${config.nHead} attention heads cannot share ${config.nKvHead} key/value heads evenly`);
  return config;
}

function refuseUnsupported(json: JsonObject, path: string): void {
  const unsupported = (what: string): UserError => errors.modelUnsupported(path, what);
  const { architectures, model_type: modelType } = json;
  const architecture = Array.isArray(architectures) ? architectures[0] : undefined;
  const known = architecture === undefined ? modelType === 'llama' : architecture === ARCHITECTURE;
  const name =
    typeof architecture === 'string' ? architecture : typeof modelType === 'string' ? modelType : 'not named';
  if (!known) throw unsupported(`unknown architecture ${name}; supported: ${ARCHITECTURE}`);
  for (const key of ['rope_scaling', 'rope_parameters']) {
    const rope = json[key];
    if (rope === undefined || rope === null) continue;
    if (!isJsonObject(rope)) throw unsupported(`its "${key}" is not an object`);
    const type = rope['rope_type'] ?? rope['type'] ?? 'default';
    if (type !== 'default') throw unsupported(`"${key}" of type ${JSON.stringify(type)} is not supported`);
    const partial = rope['partial_rotary_factor'] ?? 1;
    if (partial !== 1) throw unsupported('rotating only a part of each head is not supported');
  }
  for (const key of ['attention_bias', 'mlp_bias'])
    if (json[key] === true) throw unsupported(`"${key}" is not supported`);
  if ((json['partial_rotary_factor'] ?? 1) !== 1)
    throw unsupported('rotating only a part of each head is not supported');
  const activation = json['hidden_act'] ?? 'silu';
  if (activation !== 'silu')
    throw unsupported(`the activation ${JSON.stringify(activation)} is not supported; supported: silu`);
  if (json['quantization_config'] !== undefined && json['quantization_config'] !== null)
    throw unsupported('its weights are quantized; use the unquantized model');
}
