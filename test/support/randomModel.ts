/** Tiny random models and batches for tests of the engines. */
import { seededRandom } from '../../src/common/random.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import type { Parameter, TrainingBatch } from '../../src/model/engine.ts';
import { parameterTable } from '../../src/model/parameterTable.ts';

/** Grouped queries (2 heads share a key head), head dimension other than D / H, odd sizes. */
export const TINY: ModelConfig = {
  vocabSize: 97,
  hiddenSize: 24,
  intermediateSize: 40,
  nLayer: 2,
  nHead: 4,
  nKvHead: 2,
  headDim: 8,
  maxPosition: 64,
  rmsNormEps: 1e-5,
  ropeTheta: 10_000,
  tiedHead: true,
};

/** Normal weights of deviation 0.2 (large enough that every gradient is far from rounding), norms around 1. */
export function randomParameters(config: ModelConfig, seed: number): Map<string, Parameter> {
  const random = seededRandom(seed, 'weights');
  const parameters = new Map<string, Parameter>();
  for (const { name, shape, kind } of parameterTable(config)) {
    const data = new Float32Array(shape.reduce((size, n) => size * n, 1));
    for (let i = 0; i < data.length; i++) data[i] = (kind === 'norm' ? 1 : 0) + 0.2 * random.normal();
    parameters.set(name, { shape, data });
  }
  return parameters;
}

/** Random ids; about `labelled` of the positions carry loss, with uneven weights. */
export function randomBatch(
  config: ModelConfig,
  nSequence: number,
  length: number,
  seed: number,
  labelled = 0.6,
): TrainingBatch {
  const random = seededRandom(seed, 'batch');
  const nRow = nSequence * length;
  const lossWeights = Float32Array.from({ length: nRow }, () => (random.next() < labelled ? 0.5 + random.next() : 0));
  return {
    nSequence,
    length,
    ids: Int32Array.from({ length: nRow }, () => random.integer(config.vocabSize)),
    targets: Int32Array.from({ length: nRow }, () => random.integer(config.vocabSize)),
    lossWeights,
  };
}
