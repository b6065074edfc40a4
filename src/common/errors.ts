/**
 * Every failure that a user can meet, as named factories: what is wrong, where, and the next step. One list an area; this is the way to them.
 * Anything else that is thrown is a defect, and is reported as one (with its stack, in a log).
 */
import { commandErrors } from './errors/commands.ts';
import { datasetErrors } from './errors/datasets.ts';
import { fileErrors } from './errors/files.ts';
import { modelErrors } from './errors/models.ts';
import { processErrors } from './errors/processes.ts';
import { promptErrors } from './errors/prompts.ts';
import { runErrors } from './errors/runs.ts';

export { describeError, UserError } from './errors/userError.ts';

export const errors = {
  ...fileErrors,
  ...commandErrors,
  ...datasetErrors,
  ...promptErrors,
  ...modelErrors,
  ...runErrors,
  ...processErrors,
} as const;
