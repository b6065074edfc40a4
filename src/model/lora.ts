/**
 * LoRA (Hu et al. 2021, arXiv:2106.09685): y = x·Wᵀ + (alpha / rank) · (x·Aᵀ)·Bᵀ, with W frozen, A [r, in] and B [out, r].
 * Names, shapes and start values are PEFT's, so that adapters go both ways.
 */
import type { Random } from '../common/random.ts';
import type { ModelConfig } from './config.ts';
import type { Parameter } from './engine.ts';
import { layerPrefix, PROJECTIONS, projectionShape } from './parameterTable.ts';

export type LoraOptions = { rank: number; alpha: number };

const PREFIX = 'base_model.model.';

/** PEFT's names of the two matrices beside a weight such as `model.layers.0.self_attn.q_proj.weight`. */
export function loraNames(weightName: string): { a: string; b: string } {
  const module = PREFIX + weightName.replace(/\.weight$/, '');
  return { a: `${module}.lora_A.weight`, b: `${module}.lora_B.weight` };
}

/** Every LoRA matrix of an all-linear adapter, A before B. */
export function loraTable(
  config: ModelConfig,
  rank: number,
): { name: string; shape: [number, number]; kind: 'a' | 'b' }[] {
  return Array.from({ length: config.nLayer }, (_, layer) =>
    PROJECTIONS.flatMap((projection) => {
      const [out, into] = projectionShape(config, projection);
      const names = loraNames(`${layerPrefix(layer)}${projection}.weight`);
      return [
        { name: names.a, shape: [rank, into] as [number, number], kind: 'a' as const },
        { name: names.b, shape: [out, rank] as [number, number], kind: 'b' as const },
      ];
    }),
  ).flat();
}

/** Start values: A uniform in ±1/√in (PEFT's kaiming_uniform with a = √5), B zero, so that tuning starts from the base. */
export function initialLora(config: ModelConfig, rank: number, random: Random): Map<string, Parameter> {
  const parameters = new Map<string, Parameter>();
  for (const { name, shape, kind } of loraTable(config, rank)) {
    const data = new Float32Array(shape[0] * shape[1]);
    const bound = 1 / Math.sqrt(shape[1]);
    if (kind === 'a') for (let i = 0; i < data.length; i++) data[i] = (2 * random.next() - 1) * bound;
    parameters.set(name, { shape, data });
  }
  return parameters;
}
