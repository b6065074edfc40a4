import { expect, test } from 'vitest';
import { requireRows } from './prepare.ts';

/** What is thrown when every row was skipped for this reason. */
function refusal(code: string, reason: string): unknown {
  try {
    requireRows({ rows: [], skipped: [1, 2].map((row) => ({ row, code, reason })) });
  } catch (error) {
    return error;
  }
  return undefined;
}

test('no row left: the reason, and a next step that helps with it', () => {
  expect(refusal('empty-output', '"output" is empty.')).toMatchObject({
    code: 'nothing-to-train',
    message: 'No row of the dataset can be trained on. 2 rows: "output" is empty.',
    next: expect.stringContaining('tunewright check') as string,
  });
  // The rows of a preference file are without fault: checking them tells nothing.
  expect(refusal('format-not-trainable', 'Rows are for preference tuning.')).toMatchObject({
    next: expect.not.stringContaining('check') as string,
  });
});
