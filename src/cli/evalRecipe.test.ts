import { expect, test } from 'vitest';
import { resolveRecipe } from '../recipe/recipe.ts';
import { evalRecipe } from './evalRecipe.ts';

const asked = { dataset: 'rows.jsonl' };
const ofRun = (values: object) =>
  resolveRecipe([{ source: 'flag', values: { dataset: 'train.jsonl', ...values } }]).recipe;

test('a base is measured in batches as a run on it would have them', () => {
  expect(evalRecipe(asked, { base: 'embedded' })).toEqual(ofRun({ ...asked, base: 'embedded' }));
  expect(evalRecipe(asked, { base: '/models/smol' })).toEqual(ofRun({ ...asked, base: '/models/smol' }));
});

test("a run is measured in its own batches, on another dataset and with this machine's threads", () => {
  const run = ofRun({ base: '/models/smol', microBatchTokens: 512, maxLength: 300, threads: 77, format: 'chat' });
  const { microBatchTokens, maxLength, dataset, threads, format } = evalRecipe({ ...asked, threads: 3 }, run);
  expect({ microBatchTokens, maxLength, dataset, threads, format }).toEqual({
    microBatchTokens: 512,
    maxLength: 300,
    dataset: 'rows.jsonl',
    threads: 3,
    format: 'auto',
  });
  expect(evalRecipe({ ...asked, maxLength: 40 }, run).maxLength).toBe(40);
});
