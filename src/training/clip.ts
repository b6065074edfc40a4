/** Gradient clipping by global norm, as torch.nn.utils.clip_grad_norm_ does it. */

/** L2 norm over all gradients together, summed in double precision. NaN or Infinity if any entry is. */
export function globalNorm(gradients: Iterable<Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients) {
    let part = 0;
    for (const value of gradient) part += value * value;
    sum += part;
  }
  return Math.sqrt(sum);
}

/** Factor that brings gradients of this norm to at most `clipNorm`; 1 if they are within. */
export const clipFactor = (norm: number, clipNorm: number): number => Math.min(1, clipNorm / (norm + 1e-6));
