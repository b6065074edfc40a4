/** Choosing the next token from the logits: greedy, or sampled at a temperature from a seeded stream. */
import { errors } from '../common/errors.ts';
import { seededRandom } from '../common/random.ts';

/** Takes the logits of one position [V] and returns a token id. Throws UserError `model-not-finite`. */
export type Sampler = (logits: Float32Array) => number;

export function createSampler(temperature: number, seed: number): Sampler {
  if (temperature === 0) return argmax;
  const random = seededRandom(seed, 'sample');
  return (logits) => sample(logits, temperature, random.next());
}

/** The first largest logit, as PyTorch's argmax has it. */
function argmax(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  // A NaN is never larger than anything: only a look at every logit can find it.
  if (!logits.every(Number.isFinite)) throw errors.modelNotFinite();
  return best;
}

/** Inverse of the cumulative softmax(logits / temperature) at `uniform` in [0, 1). */
function sample(logits: Float32Array, temperature: number, uniform: number): number {
  const largest = logits[argmax(logits)]!;
  let total = 0;
  const weights = Float64Array.from(logits, (logit) => {
    const weight = Math.exp((logit - largest) / temperature);
    total += weight;
    return weight;
  });
  let rest = uniform * total;
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i]!;
    if (rest < 0) return i;
  }
  return argmax(logits); // rounding left a sliver of the sum
}
