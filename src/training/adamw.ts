/** AdamW in plain loops over float32 arrays (Loshchilov & Hutter 2019, arXiv:1711.05101; in PyTorch's order of operations). */
import type { Parameters } from '../model/engine.ts';
import { EMBEDDING, HEAD } from '../model/parameterTable.ts';

export type AdamWSettings = { beta1: number; beta2: number; epsilon: number; weightDecay: number };

export type AdamW = {
  /** First and second moments, by parameter. */
  readonly moments: ReadonlyMap<string, { m: Float32Array; v: Float32Array }>;
  /**
   * Changes the parameters in place. Each gradient is multiplied by `gradientScale` as it is read, which saves a pass for
   * averaging and clipping. `step` counts from 1.
   */
  update(step: number, learningRate: number, gradients: ReadonlyMap<string, Float32Array>, gradientScale: number): void;
};

/** Decay pulls on matrices that multiply activations; norms are scales, and rows of embeddings are mostly unseen in small data. */
const isDecayed = (name: string, shape: readonly number[]): boolean =>
  shape.length === 2 && name !== EMBEDDING && name !== HEAD;

export function createAdamW(parameters: Parameters, settings: AdamWSettings): AdamW {
  const moments = new Map(
    [...parameters].map(([name, { data }]) => [
      name,
      { m: new Float32Array(data.length), v: new Float32Array(data.length) },
    ]),
  );
  return {
    moments,
    update(step, learningRate, gradients, gradientScale) {
      for (const [name, { shape, data }] of parameters) {
        const decay = isDecayed(name, shape) ? 1 - learningRate * settings.weightDecay : 1;
        const { m, v } = moments.get(name)!;
        updateOne(data, gradients.get(name)!, m, v, { ...settings, step, learningRate, gradientScale, decay });
      }
    },
  };
}

type OneUpdate = AdamWSettings & { step: number; learningRate: number; gradientScale: number; decay: number };

function updateOne(data: Float32Array, gradient: Float32Array, m: Float32Array, v: Float32Array, u: OneUpdate): void {
  const { beta1, beta2, epsilon, decay, gradientScale } = u;
  const stepSize = u.learningRate / (1 - beta1 ** u.step);
  const rootCorrection = Math.sqrt(1 - beta2 ** u.step);
  for (let i = 0; i < data.length; i++) {
    const g = gradient[i]! * gradientScale;
    const first = m[i]! + (g - m[i]!) * (1 - beta1);
    const second = v[i]! * beta2 + g * g * (1 - beta2);
    m[i] = first;
    v[i] = second;
    data[i] = data[i]! * decay - (stepSize * first) / (Math.sqrt(second) / rootCorrection + epsilon);
  }
}
