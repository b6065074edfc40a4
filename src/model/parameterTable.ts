/** The one table of a Llama model's parameters: Hugging Face names and shapes, from which loading, saving, starting and checking derive. */
import type { ModelConfig } from './config.ts';

export const EMBEDDING = 'model.embed_tokens.weight';
export const FINAL_NORM = 'model.norm.weight';
export const HEAD = 'lm_head.weight';

/** The seven projections of a layer: what "all-linear" LoRA adapts. */
export const PROJECTIONS = [
  'self_attn.q_proj',
  'self_attn.k_proj',
  'self_attn.v_proj',
  'self_attn.o_proj',
  'mlp.gate_proj',
  'mlp.up_proj',
  'mlp.down_proj',
] as const;
export type Projection = (typeof PROJECTIONS)[number];

export type ParameterRow = {
  name: string;
  shape: readonly number[];
  kind: 'embedding' | 'norm' | 'projection' | 'head';
};

export const layerPrefix = (layer: number): string => `model.layers.${layer}.`;

/** A projection's weight as Hugging Face stores it. [out, in] */
export function projectionShape(config: ModelConfig, projection: Projection): [number, number] {
  const { hiddenSize: D, intermediateSize: F, headDim } = config;
  switch (projection) {
    case 'self_attn.q_proj':
      return [config.nHead * headDim, D];
    case 'self_attn.k_proj':
    case 'self_attn.v_proj':
      return [config.nKvHead * headDim, D];
    case 'self_attn.o_proj':
      return [D, config.nHead * headDim];
    case 'mlp.gate_proj':
    case 'mlp.up_proj':
      return [F, D];
    case 'mlp.down_proj':
      return [D, F];
  }
}

/** Every parameter, in the order of the forward pass. A tied head has no row of its own. */
export function parameterTable(config: ModelConfig): ParameterRow[] {
  const D = config.hiddenSize;
  const rows: ParameterRow[] = [{ name: EMBEDDING, shape: [config.vocabSize, D], kind: 'embedding' }];
  for (let layer = 0; layer < config.nLayer; layer++) {
    const prefix = layerPrefix(layer);
    const projection = (name: Projection): ParameterRow => ({
      name: `${prefix}${name}.weight`,
      shape: projectionShape(config, name),
      kind: 'projection',
    });
    rows.push({ name: `${prefix}input_layernorm.weight`, shape: [D], kind: 'norm' });
    rows.push(...PROJECTIONS.slice(0, 4).map(projection));
    rows.push({ name: `${prefix}post_attention_layernorm.weight`, shape: [D], kind: 'norm' });
    rows.push(...PROJECTIONS.slice(4).map(projection));
  }
  rows.push({ name: FINAL_NORM, shape: [D], kind: 'norm' });
  if (!config.tiedHead) rows.push({ name: HEAD, shape: [config.vocabSize, D], kind: 'head' });
  return rows;
}
