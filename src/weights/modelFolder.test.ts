/** Model folders as Transformers 4 and 5 write them, and those that are refused, by name. */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../common/json.ts';
import { parseModelConfig } from './modelConfig.ts';
import { loadModel } from './modelFolder.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { saveModel } from './save.ts';

/** Saved by Transformers 5 (scripts/goldens/llama_parity.py). */
const SAVED = resolve(import.meta.dirname, '..', '..', 'test', 'golden', 'data', 'llama', 'untied');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-model-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The keys of Transformers 4 (4.57), for the model that is saved at SAVED. */
const VERSION_4: JsonObject = {
  architectures: ['LlamaForCausalLM'],
  attention_bias: false,
  attention_dropout: 0,
  head_dim: 12,
  hidden_act: 'silu',
  hidden_size: 16,
  initializer_range: 0.3,
  intermediate_size: 24,
  max_position_embeddings: 64,
  mlp_bias: false,
  model_type: 'llama',
  num_attention_heads: 2,
  num_hidden_layers: 2,
  num_key_value_heads: 1,
  pretraining_tp: 1,
  rms_norm_eps: 1e-5,
  rope_scaling: null,
  rope_theta: 500,
  tie_word_embeddings: false,
  torch_dtype: 'float32',
  transformers_version: '4.57.1',
  use_cache: true,
  vocab_size: 61,
};

test('keys of Transformers 4 and 5 say the same', async () => {
  const { config } = await loadModel(SAVED);
  expect(parseModelConfig(VERSION_4, 'config.json')).toEqual(config);
  expect(config).toMatchObject({ ropeTheta: 500, headDim: 12, nKvHead: 1, tiedHead: false });
});

describe('refused by name', () => {
  test.each<[string, JsonObject, string]>([
    [
      'another architecture',
      { architectures: ['Qwen2ForCausalLM'] },
      'unknown architecture Qwen2ForCausalLM; supported: LlamaForCausalLM',
    ],
    ['a scaled RoPE, version 4', { rope_scaling: { type: 'linear', factor: 2 } }, '"rope_scaling" of type "linear"'],
    [
      'a scaled RoPE, version 5',
      { rope_parameters: { rope_type: 'llama3', rope_theta: 500 } },
      '"rope_parameters" of type "llama3"',
    ],
    ['biases', { attention_bias: true }, '"attention_bias"'],
    ['another activation', { hidden_act: 'gelu' }, 'the activation "gelu"'],
    ['quantized weights', { quantization_config: { bits: 4 } }, 'quantized'],
    ['a size that is none', { hidden_size: '16' }, '"hidden_size" must be a whole number'],
    ['a billion layers', { num_hidden_layers: 1e9 }, '"num_hidden_layers" must be a whole number'],
    ['heads that do not share evenly', { num_attention_heads: 3, num_key_value_heads: 2 }, 'evenly'],
  ])('%s', (_name, change, message) => {
    expect(() => parseModelConfig({ ...VERSION_4, ...change }, 'config.json')).toThrow(message);
  });

  test.each([
    ['model.gguf', 'gguf_file'],
    ['pytorch_model.bin', 'safe_serialization'],
  ])('a folder with %s only', async (name, advice) => {
    await copyFile(join(SAVED, 'config.json'), join(folder, 'config.json'));
    await writeFile(join(folder, name), 'x');
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: 'model-folder-invalid',
      next: expect.stringContaining(advice) as unknown,
    });
  });

  test('a folder that is not there, and one without a configuration', async () => {
    await expect(loadModel(join(folder, 'none'))).rejects.toThrow('there is no such folder');
    await expect(loadModel(folder)).rejects.toThrow('it has no config.json');
  });
});

test('missing, misshapen and foreign tensors are reported at once', async () => {
  await copyFile(join(SAVED, 'config.json'), join(folder, 'config.json'));
  const tensors = await readSafetensors(join(SAVED, 'model.safetensors'));
  tensors.delete('model.norm.weight');
  tensors.set('lm_head.weight', { shape: [61, 15], data: new Float32Array(61 * 15) });
  tensors.set('model.layers.0.self_attn.q_proj.bias', { shape: [1], data: new Float32Array(1) });
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, 'F32');
  const failure = loadModel(folder);
  await expect(failure).rejects.toThrow('model.norm.weight is missing');
  await expect(failure).rejects.toThrow('lm_head.weight is [61, 15], not [61, 16]');
  await expect(failure).rejects.toThrow('q_proj.bias is not part of this architecture');
});

test('shards are read through their index, which may not lead elsewhere', async () => {
  await copyFile(join(SAVED, 'config.json'), join(folder, 'config.json'));
  const tensors = [...(await readSafetensors(join(SAVED, 'model.safetensors')))];
  await writeSafetensors(join(folder, 'one.safetensors'), new Map(tensors.slice(0, 5)), 'F32');
  await writeSafetensors(join(folder, 'two.safetensors'), new Map(tensors.slice(5)), 'F32');
  const index = (weightMap: object) =>
    writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
  await index({ a: 'one.safetensors', b: 'two.safetensors' });
  expect((await loadModel(folder)).parameters).toEqual((await loadModel(SAVED)).parameters);
  await index({ a: '../one.safetensors' });
  await expect(loadModel(folder)).rejects.toThrow('it names the shard "../one.safetensors"');
});

test('a saved model has the same tensors, configuration and companions', async () => {
  const base = join(folder, 'base');
  await mkdir(base);
  for (const name of ['config.json', 'model.safetensors']) await copyFile(join(SAVED, name), join(base, name));
  await writeFile(join(base, 'tokenizer.json'), '{}');
  await writeFile(join(base, 'notes.txt'), 'not part of a model');
  const model = await loadModel(base);
  await saveModel(join(folder, 'out'), base, model.parameters);
  const again = await loadModel(join(folder, 'out'));
  expect(again.parameters).toEqual(model.parameters);
  expect(again.config).toEqual(model.config);
  expect(await readFile(join(folder, 'out', 'tokenizer.json'), 'utf8')).toBe('{}');
  await expect(readFile(join(folder, 'out', 'notes.txt'))).rejects.toThrow('ENOENT');
  const json = (path: string) => readFile(path, 'utf8').then((text) => JSON.parse(text) as JsonObject);
  expect(await json(join(folder, 'out', 'config.json'))).toEqual(await json(join(base, 'config.json')));
});
