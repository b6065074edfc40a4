/** What both sides train on: a 12 M Llama at random, an adapter, and batches of random ids with every position supervised. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../src/common/random.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import type { Parameter, TrainingBatch } from '../../src/model/engine.ts';
import { initialLora, type LoraOptions } from '../../src/model/lora.ts';
import { parameterTable } from '../../src/model/parameterTable.ts';
import { writeAdapter } from '../../src/weights/adapter.ts';
import { writeSafetensors } from '../../src/weights/safetensors.ts';

export const MODEL: ModelConfig = {
  vocabSize: 4096,
  hiddenSize: 384,
  intermediateSize: 1024,
  nLayer: 6,
  nHead: 6,
  nKvHead: 6,
  headDim: 64,
  maxPosition: 512,
  rmsNormEps: 1e-5,
  ropeTheta: 10_000,
  tiedHead: true,
};
export const LORA: LoraOptions = { rank: 16, alpha: 32 };
/** The norm is clipped at every step, and decay is strong, so that a side that leaves one out cannot agree. */
export const RECIPE = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 0.01 };
export const BATCH = { nSequence: 4, length: 256 };
export const CHECKED_STEPS = 10;

const SEED = 1;

export type Workload = {
  parameters: Map<string, Parameter>;
  adapter: Map<string, Parameter>;
  batches: TrainingBatch[];
};

/** Normal weights of deviation 0.02, as Transformers starts a Llama; norms at 1. */
export function createWorkload(config: ModelConfig): Workload {
  const random = seededRandom(SEED, 'bench-weights');
  const parameters = new Map<string, Parameter>();
  for (const { name, shape, kind } of parameterTable(config)) {
    const data = new Float32Array(shape.reduce((size, n) => size * n, 1));
    for (let i = 0; i < data.length; i++) data[i] = kind === 'norm' ? 1 : 0.02 * random.normal();
    parameters.set(name, { shape, data });
  }
  const adapter = initialLora(config, LORA.rank, seededRandom(SEED, 'bench-adapter'));
  const batches = Array.from({ length: CHECKED_STEPS }, (_, i) => createBatch(config, i));
  return { parameters, adapter, batches };
}

function createBatch(config: ModelConfig, index: number): TrainingBatch {
  const random = seededRandom(SEED, `bench-batch-${index}`);
  const { nSequence, length } = BATCH;
  const ids = new Int32Array(nSequence * length);
  const targets = new Int32Array(nSequence * length);
  for (let b = 0; b < nSequence; b++) {
    const row = Array.from({ length: length + 1 }, () => random.integer(config.vocabSize));
    ids.set(row.slice(0, -1), b * length);
    targets.set(row.slice(1), b * length);
  }
  return { ...BATCH, ids, targets, lossWeights: new Float32Array(ids.length).fill(1) };
}

/** Writes what the PyTorch side reads. */
export async function writeWorkload(folder: string, config: ModelConfig, workload: Workload): Promise<void> {
  await mkdir(folder, { recursive: true });
  const json = {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: config.vocabSize,
    hidden_size: config.hiddenSize,
    intermediate_size: config.intermediateSize,
    num_hidden_layers: config.nLayer,
    num_attention_heads: config.nHead,
    num_key_value_heads: config.nKvHead,
    head_dim: config.headDim,
    max_position_embeddings: config.maxPosition,
    rms_norm_eps: config.rmsNormEps,
    rope_parameters: { rope_type: 'default', rope_theta: config.ropeTheta },
    tie_word_embeddings: config.tiedHead,
    bos_token_id: null,
    eos_token_id: null,
    dtype: 'float32',
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(json));
  await writeSafetensors(join(folder, 'model.safetensors'), workload.parameters, 'F32');
  await writeAdapter(join(folder, 'adapter'), { ...LORA, parameters: workload.adapter }, folder);
  const batches = workload.batches.map(({ ids, targets }) => ({ ids: [...ids], targets: [...targets] }));
  await writeFile(join(folder, 'work.json'), JSON.stringify({ ...BATCH, ...RECIPE, batches }));
}
