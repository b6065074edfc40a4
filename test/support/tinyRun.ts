/** Rows and settings for a tiny random Llama: enough to train for real in milliseconds. */
import { seededRandom } from '../../src/common/random.ts';
import { resolveRecipe, type Recipe } from '../../src/recipe/recipe.ts';
import type { TrainingRow } from '../../src/training/rows.ts';

/** Rows whose first third is context. Each token follows from the one before, so that there is something to learn. */
export function tinyRows(n: number, seed = 1): TrainingRow[] {
  const random = seededRandom(seed, 'tiny rows');
  return Array.from({ length: n }, (_, index) => {
    const length = 6 + random.integer(30);
    const ids = new Int32Array(length);
    ids[0] = random.integer(48);
    for (let t = 1; t < length; t++) ids[t] = (ids[t - 1]! * 5 + 7) % 48;
    const supervised = Uint8Array.from(ids, (_, t) => (t < length / 3 ? 0 : 1));
    const nSupervised = supervised.subarray(1).reduce((sum, bit) => sum + bit, 0);
    return { row: index + 1, rowHash: `row${index + 1}`, ids, supervised, nSupervised };
  });
}

export function tinyRecipe(values: Partial<Recipe> = {}): Recipe {
  const small: Partial<Recipe> = {
    dataset: 'tiny.jsonl',
    engine: 'onnx',
    method: 'lora',
    epochs: 2,
    batchTokens: 256,
    microBatchTokens: 128,
    maxLength: 64,
    rank: 4,
    alpha: 8,
    threads: 1,
  };
  return resolveRecipe([{ source: 'flag', values: { ...small, ...values } }], { processors: 1 }).recipe;
}
