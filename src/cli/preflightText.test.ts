import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Preflight, RunSummary } from '../processes/preflight.ts';
import { resolveRecipe } from '../recipe/recipe.ts';
import { preflightLines } from './preflightText.ts';

function lines(skipped: RunSummary['skipped'], settings: Record<string, unknown> = {}): string {
  const plan: Preflight = {
    resolved: resolveRecipe([{ source: 'flag', values: { dataset: 'my rows.jsonl', ...settings } }]),
    dataset: { path: resolve('my rows.jsonl'), format: 'alpaca', rows: 9 },
    samples: [],
    baseFolder: '',
    template: { kind: 'plain', hash: '' },
    summary: {
      rows: 9,
      trainRows: 5,
      validationRows: 1,
      skipped,
      cutRows: 0,
      maxLength: 512,
      supervisedTokensPerEpoch: 50,
      tokensPerEpoch: 90,
      totalSteps: 6,
      totalParameters: 80,
      estimatedSeconds: 3,
    },
  };
  return preflightLines(plan);
}

const MISSING = { code: 'missing-field', reason: 'The field "output" is missing.', rows: 2, firstRow: 3 };
const REFUSED = { code: 'template-failed', reason: 'The chat template refuses it.', rows: 1, firstRow: 7 };

test('rows with errors: it ends with how many are left out, and the check that shows where', () => {
  expect(lines([MISSING, REFUSED])).toMatch(
    /\nLeft out {3}3 rows\. Errors in the file: tunewright check "my rows\.jsonl"\n$/,
  );
  expect(lines([MISSING], { columns: { q: 'instruction' }, format: 'alpaca' })).toMatch(
    / check "my rows\.jsonl" --format alpaca --columns q=instruction\n$/,
  );
});

test('a check is not advised where it would find nothing', () => {
  expect(lines([])).not.toContain('Left out');
  expect(lines([REFUSED])).not.toContain('Left out');
});
