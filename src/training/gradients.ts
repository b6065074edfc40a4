/** Loss and gradient of one whole optimizer step, added up over its micro-batches. */
import type { TrainingBatch, TrainingEngine } from '../model/engine.ts';

export type StepGradients = {
  /** Sum of weight x cross-entropy over the step, nats. */
  lossSum: number;
  /** Sum of weights over the step; the divisor of loss and gradients alike. */
  weight: number;
  /** d(lossSum)/d(parameter), not divided. Valid until the next call. */
  gradients: ReadonlyMap<string, Float32Array>;
  /** Loss sums of the sequences, a batch after the other. */
  sequenceLossSums: Float64Array[];
};

export type GradientSource = (batches: readonly TrainingBatch[]) => Promise<StepGradients>;

/** A step with one micro-batch uses the engine's buffers as they are; otherwise one set of sums is kept and reused. */
export function createGradientSource(engine: TrainingEngine): GradientSource {
  const sums = new Map<string, Float32Array>();
  return async (batches) => {
    let lossSum = 0;
    let weight = 0;
    let gradients: ReadonlyMap<string, Float32Array> = sums;
    const sequenceLossSums: Float64Array[] = [];
    for (const [index, batch] of batches.entries()) {
      const result = await engine.lossAndGradients(batch);
      lossSum += result.lossSum;
      weight += totalWeight(batch);
      sequenceLossSums.push(result.sequenceLossSums);
      if (batches.length === 1) gradients = result.gradients;
      else for (const [name, gradient] of result.gradients) addUp(sums, name, gradient, index);
    }
    return { lossSum, weight, gradients, sequenceLossSums };
  };
}

function totalWeight({ lossWeights }: TrainingBatch): number {
  let sum = 0;
  for (const weight of lossWeights) sum += weight;
  return sum;
}

function addUp(sums: Map<string, Float32Array>, name: string, gradient: Float32Array, index: number): void {
  const sum = sums.get(name);
  if (sum === undefined) sums.set(name, gradient.slice());
  else if (index === 0) sum.set(gradient);
  else for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + gradient[i]!;
}
