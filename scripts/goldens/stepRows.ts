/** Prints which rows form each step, for scripts/goldens/ten_steps.py: {lengths, epochs, budget, seed} on stdin, [[row, …], …] on stdout. */
import { readFileSync } from 'node:fs';
import { epochPlan, type BatchBudget } from '../../src/training/batchPlan.ts';

const input = JSON.parse(readFileSync(0, 'utf8')) as {
  lengths: number[];
  epochs: number;
  budget: BatchBudget;
  seed: number;
};
const epochs = Array.from({ length: input.epochs }, (_, epoch) =>
  epochPlan(input.lengths, input.budget, input.seed, epoch).map((step) => step.flatMap((part) => part.rows)),
);
process.stdout.write(JSON.stringify(epochs.flat()));
