import { expect, test } from 'vitest';
import type { RunSummary } from '../processes/preflight.ts';
import { planWords } from './planWords.ts';

const SUMMARY: RunSummary = {
  rows: 1203,
  trainRows: 1080,
  validationRows: 120,
  skipped: [],
  cutRows: 0,
  maxLength: 512,
  supervisedTokensPerEpoch: 45_678,
  tokensPerEpoch: 90_000,
  totalSteps: 880,
  totalParameters: 3_146_304,
  estimatedSeconds: 200,
};

test('everything a user decides on is said', () => {
  expect(planWords(SUMMARY, { base: 'embedded', method: 'lora', unsaved: false }).split('\n')).toEqual([
    'Base: embedded base model, 3,146,304 weights',
    'Method: LoRA, small matrices beside the frozen weights',
    'Rows: 1,203, of which 1,080 are learned from and 120 kept back for validation',
    'Trained tokens: 45,678 an epoch',
    'Steps: 880',
    'Estimated time: about 3 min 20 s',
  ]);
});

test('nothing is skipped, cut or taken from an unsaved text without a word', () => {
  const skipped = Array.from({ length: 7 }, (_, i) => ({
    code: 'x',
    reason: `reason ${i}`,
    rows: 10 - i,
    firstRow: i + 1,
  }));
  const words = planWords({ ...SUMMARY, skipped, cutRows: 4 }, { base: '/m', method: 'full', unsaved: true });
  expect(words).toContain('Cut: 4 rows are longer than 512 tokens');
  expect(words).toContain('unsaved changes');
  expect(words).toContain('Skipped rows: 49');
  expect(words).toContain('• 10 × reason 0 (first in row 1)');
  expect(words).not.toContain('reason 5');
  expect(words).toContain('and 2 more reasons');
});
