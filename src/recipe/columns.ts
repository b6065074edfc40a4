/** `--columns question=instruction,answer=output`, for every command that reads a dataset. */
import { errors } from '../common/errors.ts';

const NEXT = 'Write --columns COLUMN=FIELD,…, such as question=instruction,answer=output.';

/** Own columns to fields. Throws UserError `usage` for what is no mapping. */
export function parseColumns(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair): [string, string] => {
    const [column = '', field = '', ...rest] = pair.split('=').map((part) => part.trim());
    if (column === '' || field === '' || rest.length > 0)
      throw errors.usage(`"${pair}" maps no column to a field.`, NEXT);
    return [column, field];
  });
  for (const names of [pairs.map(([column]) => column), pairs.map(([, field]) => field)])
    if (new Set(names).size < names.length) throw errors.usage(`"${text}" names a column or a field twice.`, NEXT);
  return Object.fromEntries(pairs);
}
