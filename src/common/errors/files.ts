/** Files that cannot be read or written. */
import { describeError, UserError } from './userError.ts';

export const fileErrors = {
  fileNotFound: (path: string, cause?: unknown) =>
    new UserError('file-not-found', `There is no file at ${path}.`, 'Check the path.', { cause }),
  fileUnreadable: (path: string, cause: unknown) =>
    new UserError('file-unreadable', `${path} cannot be read: ${describeError(cause)}.`, 'Check its permissions.', {
      cause,
    }),
  fileChanged: (path: string) =>
    new UserError('file-changed', `${path} became shorter while it was read.`, 'Try again once nothing writes to it.'),
  notGzip: (path: string, cause: unknown) =>
    new UserError(
      'not-gzip',
      `${path} is not a whole gzip file: ${describeError(cause)}.`,
      'Get it again, or take .gz off its name if it is plain text.',
      { cause },
    ),
  diskFull: (path: string, cause?: unknown) =>
    new UserError(
      'disk-full',
      `The disk is full: ${path} could not be written.`,
      'Free some space; what was there before is unchanged.',
      { cause },
    ),
  notWritable: (path: string, cause: unknown) =>
    new UserError(
      'not-writable',
      `${path} cannot be written: ${describeError(cause)}.`,
      'Choose another folder or check its permissions.',
      { cause },
    ),
  folderNotFound: (path: string, folder: string, cause: unknown) =>
    new UserError(
      'folder-not-found',
      `${path} cannot be written: there is no folder ${folder}.`,
      'Make the folder first, or name another file.',
      { cause },
    ),
  notAFile: (path: string, isFolder: boolean) =>
    new UserError(
      'not-a-file',
      `${path} is ${isFolder ? 'a folder' : 'a device or a pipe'}, and nothing is written in its place.`,
      'Name a file.',
    ),
} as const;
