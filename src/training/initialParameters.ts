/** Random start values of a whole model, as GPT-2 and Llama trainings take them. */
import { seededRandom } from '../common/random.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Parameter } from '../model/engine.ts';
import { parameterTable } from '../model/parameterTable.ts';

const DEVIATION = 0.02;

/** Normal of deviation 0.02; projections that write into the residual stream are divided by the root of their number, 2 L. Norms are 1. */
export function initialParameters(config: ModelConfig, seed: number): Map<string, Parameter> {
  const random = seededRandom(seed, 'initial parameters');
  return new Map(
    parameterTable(config).map(({ name, shape, kind }) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      const isResidual = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight');
      const deviation = isResidual ? DEVIATION / Math.sqrt(2 * config.nLayer) : DEVIATION;
      if (kind === 'norm') data.fill(1);
      else for (let i = 0; i < data.length; i++) data[i] = random.normal() * deviation;
      return [name, { shape, data }];
    }),
  );
}
