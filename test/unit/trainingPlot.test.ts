import { expect, test } from 'vitest';
import type { StepPoint } from '../../src/protocol/trainingPanel.ts';
import { MAX_PLOTTED_STEPS, plotColumns, thin } from '../../webview/training/plotData.ts';

const point = (step: number, loss: number): StepPoint => ({ step, epoch: 0, loss, learningRate: 0, gradientNorm: 0 });
const many = Array.from({ length: 10_000 }, (_, i) => point(i + 1, i === 7_654 ? 99 : Math.sin(i / 500)));

test('few points are drawn as they are, with validation at its own steps', () => {
  const columns = plotColumns(
    [point(1, 3), point(2, 2)],
    [
      { step: 0, loss: 4 },
      { step: 2, loss: 1 },
    ],
  );
  expect(columns).toEqual([
    [0, 1, 2],
    [null, 3, 2],
    [4, null, 1],
  ]);
});

test('thinning keeps the order, the limit, and the one spike', () => {
  const kept = thin(many, MAX_PLOTTED_STEPS);
  expect(kept.length).toBeLessThanOrEqual(MAX_PLOTTED_STEPS);
  expect(kept.length).toBeGreaterThan(MAX_PLOTTED_STEPS / 2 - 1);
  expect(kept.map((p) => p.step)).toEqual([...kept.map((p) => p.step)].sort((a, b) => a - b));
  expect(kept.some((p) => p.loss === 99)).toBe(true);
});

test('every evaluation is drawn, however many steps there are', () => {
  const evaluations = many.filter((p) => p.step % 1000 === 0).map(({ step, loss }) => ({ step, loss }));
  expect(plotColumns(many, evaluations)[2].filter((value) => value !== null)).toHaveLength(evaluations.length);
});
