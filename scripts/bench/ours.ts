/** Our side of the benchmark: the product's engine, clipping and optimizer. */
import { createOnnxEngine } from '../../src/compile/onnxEngine.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import type { Parameters, TrainingBatch } from '../../src/model/engine.ts';
import { createAdamW } from '../../src/training/adamw.ts';
import { clipFactor, globalNorm } from '../../src/training/clip.ts';
import type { Side } from './peer.ts';
import { LORA, RECIPE, type Workload } from './workload.ts';

export async function startOurs(
  config: ModelConfig,
  workload: Workload,
  method: 'lora' | 'full',
  threads: number,
): Promise<Side> {
  const empty: Parameters = new Map();
  const [frozen, trainable] =
    method === 'lora' ? [workload.parameters, workload.adapter] : [empty, workload.parameters];
  const options = method === 'lora' ? { threads, lora: LORA } : { threads };
  const engine = await createOnnxEngine(config, frozen, trainable, options);
  const optimizer = createAdamW(trainable, RECIPE);
  let nStep = 0;
  return {
    trained: [...trainable.values()].reduce((sum, { data }) => sum + data.length, 0),
    step: async (index) => {
      const source = workload.batches[index % workload.batches.length]!;
      const start = performance.now();
      const batch: TrainingBatch = {
        ...source,
        ids: Int32Array.from(source.ids),
        targets: Int32Array.from(source.targets),
        lossWeights: Float32Array.from(source.lossWeights),
      };
      const { lossSum, gradients } = await engine.lossAndGradients(batch);
      const scale = 1 / batch.lossWeights.reduce((sum, weight) => sum + weight, 0);
      const gradientNorm = globalNorm(gradients.values()) * scale;
      const clip = clipFactor(gradientNorm, RECIPE.clipNorm);
      optimizer.update(++nStep, RECIPE.learningRate, gradients, scale * clip);
      return { loss: lossSum * scale, gradientNorm, milliseconds: performance.now() - start };
    },
    stop: () => engine.dispose(),
  };
}
