/** Folds an adapter into the weights it adapts: W + (alpha / rank) · B·A. */
import type { Parameter, Parameters } from '../model/engine.ts';
import { loraNames } from '../model/lora.ts';
import type { Adapter } from './adapter.ts';

/** New parameters; those without an adapter are the same objects as before. */
export function mergeAdapter(parameters: Parameters, adapter: Adapter): Map<string, Parameter> {
  const scale = adapter.alpha / adapter.rank;
  const merged = new Map<string, Parameter>();
  for (const [name, weight] of parameters) {
    const names = loraNames(name);
    const a = adapter.parameters.get(names.a);
    const b = adapter.parameters.get(names.b);
    merged.set(
      name,
      a === undefined || b === undefined ? weight : addProduct(weight, b.data, a.data, adapter.rank, scale),
    );
  }
  return merged;
}

/** W [out, in] + scale · B [out, r] · A [r, in] */
function addProduct(weight: Parameter, b: Float32Array, a: Float32Array, rank: number, scale: number): Parameter {
  const [out, into] = weight.shape as [number, number];
  const data = Float32Array.from(weight.data);
  for (let o = 0; o < out; o++)
    for (let r = 0; r < rank; r++) {
      const factor = scale * b[o * rank + r]!;
      for (let i = 0; i < into; i++) data[o * into + i]! += factor * a[r * into + i]!;
    }
  return { shape: weight.shape, data };
}
