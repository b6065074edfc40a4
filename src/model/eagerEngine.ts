/**
 * The reference engine: the training pass run op by op on a tfjs backend, `cpu` (always there) or `tensorflow` (tfjs-node).
 * Slow; every gradient of the compiled engine is tested against it.
 */
import { causalMask } from './attention.ts';
import { checkBatch } from './checkBatch.ts';
import type { ModelConfig } from './config.ts';
import { addEmbeddingRows } from './embeddingGradient.ts';
import type { Parameters, TrainingBatch, TrainingEngine } from './engine.ts';
import { countLabels, gatherLabels, type Labels, sumLosses } from './labels.ts';
import type { DecoderWeights } from './llama.ts';
import type { LoraOptions } from './lora.ts';
import { EMBEDDING } from './parameterTable.ts';
import { ropeTables } from './rope.ts';
import * as tf from './tf.ts';
import { loadTensorflowBackend } from './tensorflowBackend.ts';
import { losses, lossesAndGradients, type PassInputs } from './trainingPass.ts';

export type EagerOptions = { backend: 'cpu' | 'tensorflow'; lora?: LoraOptions };

/** Throws UserError when tfjs-node is asked for and absent. */
export async function createEagerEngine(
  config: ModelConfig,
  frozen: Parameters,
  trainable: Parameters,
  options: EagerOptions,
): Promise<TrainingEngine> {
  if (options.backend === 'tensorflow') await loadTensorflowBackend();
  const names = [...trainable.keys()];

  /** Uploads everything anew at each call: trainable parameters have changed, and a reference need not be fast. */
  const run = (batch: TrainingBatch, trained: readonly string[]) => {
    checkBatch(config, batch);
    const nLabel = countLabels(batch);
    const labels = gatherLabels(batch, nLabel === batch.ids.length ? nLabel : nLabel + 1);
    const outcome = tf.withBackend(options.backend, () =>
      tidied(() => {
        const weights = upload(frozen, trainable, options.lora);
        const inputs = passInputs(config, batch, labels);
        if (trained.length === 0)
          return { losses: read(losses(config, weights, inputs)), byName: new Map<string, Float32Array>() };
        const pass = lossesAndGradients(config, weights, trained, inputs);
        const byName = new Map<string, Float32Array>();
        for (const [name, gradient] of pass.gradients.byName) byName.set(name, read(gradient));
        if (pass.gradients.embeddedRows !== undefined) {
          const total = byName.get(EMBEDDING) ?? new Float32Array(config.vocabSize * config.hiddenSize);
          addEmbeddingRows(total, batch.ids, read(pass.gradients.embeddedRows));
          byName.set(EMBEDDING, total);
        }
        return { losses: read(pass.losses), byName };
      }),
    );
    return { ...sumLosses(batch, labels, outcome.losses), gradients: outcome.byName };
  };

  return {
    name: options.backend,
    lossAndGradients: (batch) => Promise.resolve(batch).then((b) => run(b, names)),
    loss: (batch) =>
      Promise.resolve(batch).then((b) => {
        const { lossSum, sequenceLossSums } = run(b, []);
        return { lossSum, sequenceLossSums };
      }),
    dispose: () => Promise.resolve(),
  };
}

/** tf.tidy for results that hold no tensors. */
function tidied<T>(body: () => T): T {
  const engine = tf.engine();
  engine.startScope();
  try {
    return body();
  } finally {
    engine.endScope();
  }
}

const read = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

function upload(frozen: Parameters, trainable: Parameters, lora: LoraOptions | undefined): DecoderWeights {
  const tensors = new Map<string, tf.Tensor>();
  for (const [name, { data, shape }] of [...frozen, ...trainable])
    tensors.set(name, tf.tensor(data, [...shape], 'float32'));
  return lora === undefined ? { tensors } : { tensors, loraScale: tf.scalar(lora.alpha / lora.rank) };
}

function passInputs(config: ModelConfig, batch: TrainingBatch, labels: Labels): PassInputs {
  const T = batch.length;
  const tables = (factor: number) => {
    const { cos, sin } = ropeTables(T, config.headDim, config.ropeTheta, factor);
    const shape: [number, number] = [T, config.headDim / 2];
    return { cos: tf.tensor2d(cos, shape), sin: tf.tensor2d(sin, shape) };
  };
  const integers = (values: Int32Array) => tf.tensor1d(values, 'int32');
  return {
    context: {
      nSequence: batch.nSequence,
      length: T,
      queryRope: tables(1 / Math.sqrt(config.headDim)),
      keyRope: tables(1),
      mask: tf.tensor2d(causalMask(T), [T, T]),
    },
    ids: integers(batch.ids),
    positions: integers(labels.positions),
    slots: integers(labels.slots),
    targets: integers(labels.targets),
    labelWeights: tf.tensor1d(labels.weights),
  };
}
