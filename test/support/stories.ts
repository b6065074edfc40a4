/** stories260K, a small trained Llama, out of llama2.c's file layout (github.com/karpathy/llama2.c, export.py, version 0). */
import { readFileSync } from 'node:fs';
import type { ModelConfig } from '../../src/model/config.ts';
import type { Parameter } from '../../src/model/engine.ts';
import { EMBEDDING, FINAL_NORM, layerPrefix, PROJECTIONS, projectionShape } from '../../src/model/parameterTable.ts';
import { shared } from './shared.ts';

export function readStories(): { config: ModelConfig; parameters: Map<string, Parameter> } {
  const file = readFileSync(shared('lm', 'stories260K.bin'));
  const [D, F, L, H, KV, V, T] = Array.from({ length: 7 }, (_, i) => file.readInt32LE(4 * i)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const config: ModelConfig = {
    vocabSize: V,
    hiddenSize: D,
    intermediateSize: F,
    nLayer: L,
    nHead: H,
    nKvHead: KV,
    headDim: D / H,
    maxPosition: T,
    rmsNormEps: 1e-5,
    ropeTheta: 10_000,
    tiedHead: true,
  };
  const parameters = new Map<string, Parameter>();
  let position = 28;
  const take = (name: string, shape: readonly number[]) => {
    const data = new Float32Array(shape.reduce((size, n) => size * n, 1));
    for (let i = 0; i < data.length; i++, position += 4) data[i] = file.readFloatLE(position);
    parameters.set(name, { shape, data });
  };
  const takeLayers = (suffix: string, shape: readonly number[]) => {
    for (let layer = 0; layer < L; layer++) take(`${layerPrefix(layer)}${suffix}.weight`, shape);
  };
  const [q, k, v, o, gate, up, down] = PROJECTIONS;
  take(EMBEDDING, [V, D]);
  takeLayers('input_layernorm', [D]);
  for (const projection of [q, k, v, o]) takeLayers(projection, projectionShape(config, projection));
  takeLayers('post_attention_layernorm', [D]);
  for (const projection of [gate, down, up]) takeLayers(projection, projectionShape(config, projection));
  take(FINAL_NORM, [D]);
  // llama2.c rotates neighbouring pairs, Hugging Face halves: its rows (2i, 2i+1) become (i, i + hd/2).
  for (let layer = 0; layer < L; layer++)
    for (const projection of [q, k]) {
      const { shape, data } = parameters.get(`${layerPrefix(layer)}${projection}.weight`)!;
      data.set(halvesFromPairs(data, shape[0]!, D, config.headDim));
    }
  return { config, parameters };
}

function halvesFromPairs(data: Float32Array, nRow: number, width: number, headDim: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let row = 0; row < nRow; row++) {
    const inHead = row % headDim;
    const to = row - inHead + Math.floor(inHead / 2) + (inHead % 2) * (headDim / 2);
    out.set(data.subarray(row * width, (row + 1) * width), to * width);
  }
  return out;
}
