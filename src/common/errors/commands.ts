/** Misuse of the command line, and results that would be written over something. */
import { UserError } from './userError.ts';

export const commandErrors = {
  usage: (message: string, next: string) => new UserError('usage', message, next),
  outExists: (path: string) =>
    new UserError(
      'out-exists',
      `${path} is there already.`,
      'Name another file with --out, or write over it with --force.',
    ),
  sourceIsOut: (path: string, hasInPlace: boolean) =>
    new UserError(
      'source-is-out',
      `${path} is read and would be written over.`,
      `Name another file with --out${hasInPlace ? ', or change the file itself with --in-place' : ''}.`,
    ),
  outNotEmpty: (path: string, why: string) =>
    new UserError('out-not-empty', `${path} cannot become the run folder: ${why}.`, 'Name an empty or a new folder.'),
} as const;
