import { expect, test } from 'vitest';
import { randomParameters, TINY } from '../../test/support/randomModel.ts';
import { tinyRows } from '../../test/support/tinyRun.ts';
import { createEagerEngine } from '../model/eagerEngine.ts';
import { makeBatch } from './batch.ts';
import { createGradientSource } from './gradients.ts';

test('the micro-batches of a step add up to what one batch of all rows gives', async () => {
  const rows = tinyRows(6);
  const engine = await createEagerEngine(TINY, new Map(), randomParameters(TINY, 1), { backend: 'cpu' });
  const gradientsOf = createGradientSource(engine);
  const one = await gradientsOf([makeBatch(rows, { rows: [0, 1, 2, 3, 4, 5], nSequence: 6, length: 48 })]);
  const expected = new Map([...one.gradients].map(([name, gradient]) => [name, gradient.slice()]));
  const parts = [
    makeBatch(rows, { rows: [0, 1, 2], nSequence: 4, length: 48 }),
    makeBatch(rows, { rows: [5, 4, 3], nSequence: 3, length: 64 }),
  ];
  // Twice: the sums are reused, so the second call must start from nothing again.
  for (let call = 0; call < 2; call++) {
    const several = await gradientsOf(parts);
    expect(several.weight).toBe(one.weight);
    expect(several.weight).toBe(rows.reduce((sum, row) => sum + row.nSupervised, 0));
    expect(Math.abs(several.lossSum / one.lossSum - 1)).toBeLessThan(1e-6);
    for (const [name, gradient] of expected) {
      const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const actual = several.gradients.get(name)!;
      gradient.forEach((value, i) => expect(Math.abs(value - actual[i]!) / largest, name).toBeLessThan(5e-6));
    }
  }
});
