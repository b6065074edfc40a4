/** Rows that are no JSON have no place in a JSON array: they go to a file of their own, or nothing is written. */
import { errors } from '../../common/errors.ts';
import { linesBytes, styleOf } from '../../dataset/operations/relayout.ts';
import type { Output } from './common.ts';
import type { TableFile } from './tableFile.ts';

export const REMOVED = { removed: { type: 'string' } } as const;
export const REMOVED_HELP = `  --removed FILE       write rows that are not valid JSON to a file; without it they are an error
`;

/** The side file, if there is anything to put aside. Throws UserError `rows-broken` where none is named. */
export function asideOf(files: readonly { path: string; file: TableFile }[], removed: string | undefined): Output[] {
  const faulty = files.filter(({ file }) => file.broken.size > 0);
  const [first] = faulty;
  if (first === undefined) return [];
  if (removed === undefined)
    throw errors.rowsBroken(
      first.path,
      first.file.broken.size,
      'Mend them (tunewright check names their places), or name a file for them with --removed.',
    );
  const rows = faulty.map(({ file }) => ({ ...file, rows: [...file.broken] }));
  const n = faulty.reduce((sum, { file }) => sum + file.broken.size, 0);
  return [{ path: removed, rows: n, what: 'not valid JSON', content: linesBytes(rows, styleOf(first.file)) }];
}
