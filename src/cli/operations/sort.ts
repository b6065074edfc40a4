/** `tunewright sort`: the rows of a dataset by length, by a field, or by a model's loss. */
import { errors } from '../../common/errors.ts';
import { readLosses } from '../../dataset/operations/losses.ts';
import { sorted, type SortKey } from '../../dataset/operations/order.ts';
import { aroundBlanks } from '../../dataset/operations/select.ts';
import { sortKeyOf, type SortBy } from '../../dataset/operations/sortKeys.ts';
import { asMisuse } from '../parse.ts';
import { amount, FLAGS_HELP, IN_PLACE, IN_PLACE_HELP, resultPath } from './common.ts';
import { fileCommand } from './fileCommand.ts';
import { brokenNotes, type TableFile } from './tableFile.ts';

const USAGE = `Usage: tunewright sort FILE [options]

Sorts the rows: without options by the characters of all their texts, shortest first. Rows that are equal in what they are
sorted by keep their order, rows without it come last. Their bytes stay as they are; blank lines stay where they are.

  --field NAME         by the value of a field: numbers by size, texts by their characters; a.b for b within a
  --by length|value    with --field, by the length of its text instead (default: value)
  --losses FILE        by the loss of each row, from "tunewright eval --json" on the same file
  --descending         longest, largest or hardest first
  --out FILE           the result (default: FILE.sorted beside it)
${IN_PLACE_HELP}${FLAGS_HELP}`;

export const sort = fileCommand({
  name: 'sort',
  summary: "sort the rows of a dataset by length, a field or a model's loss",
  usage: USAGE,
  flags: {
    ...IN_PLACE,
    ...{
      field: { type: 'string' },
      by: { type: 'string' },
      losses: { type: 'string' },
      descending: { type: 'boolean' },
    },
  },
  plan: async (source, values) => {
    const path = resultPath(source, 'sorted', values);
    const { field } = values;
    const keyOf = sortKeyOf(parseBy(values), field);
    const losses = values.losses === undefined ? undefined : await asMisuse(readLosses(values.losses));
    const direction = values.descending === true ? 'descending' : 'ascending';
    let keys: SortKey[] = [];
    const lines: number[] = [];
    return {
      visit: (row) => {
        if (losses === undefined) keys[row.index] = keyOf(row);
        else lines[row.index] = row.start.line;
      },
      outcome: ({ table, rows, selectLast }) => {
        if (losses !== undefined) keys = lossKeys(losses, { path: source, table, rows, lines, from: values.losses! });
        const nWithout = rows.filter((row) => keys[row] === undefined).length;
        if (field !== undefined && nWithout === rows.length && rows.length > 0)
          throw errors.fieldNotFound(source, field);
        const what = losses !== undefined ? 'a loss' : field === undefined ? 'a value' : `"${field}"`;
        const without = nWithout === 0 ? [] : [`${amount(nWithout, 'row')} without ${what} at the end.`];
        const content = selectLast(aroundBlanks(table, sorted(rows, keys, direction)));
        return {
          rows: rows.length,
          outputs: [{ path, rows: rows.length, content }],
          notes: [...without, ...brokenNotes(table, 'put at the end')],
        };
      },
    };
  },
});

type Sorted = Pick<TableFile, 'table' | 'rows'> & { path: string; lines: readonly number[]; from: string };

/** Rows are numbered as in problems: by lines, or by the elements of an array. Throws UserError for losses of another file. */
function lossKeys(losses: ReadonlyMap<number, number>, { path, table, rows, lines, from }: Sorted): SortKey[] {
  const keys: SortKey[] = [];
  let nFound = 0;
  for (const row of rows) {
    keys[row] = losses.get((table.layout === 'jsonl' ? lines[row]! : row) + 1);
    if (keys[row] !== undefined) nFound++;
  }
  if (nFound < losses.size) throw errors.lossesOfOther(from, path);
  return keys;
}

type ByValues = { by?: string | undefined; field?: string | undefined; losses?: string | undefined };

function parseBy({ by: text, field, losses }: ByValues): SortBy {
  if (losses !== undefined && (text !== undefined || field !== undefined))
    throw errors.usage('--losses and --by or --field exclude each other.', 'Give one of them.');
  const by = text ?? (field === undefined ? 'length' : 'value');
  if (by !== 'length' && by !== 'value')
    throw errors.usage(`--by ${JSON.stringify(text)} is not known.`, 'Write --by length or --by value.');
  if (by === 'value' && field === undefined) throw errors.usage('--by value needs a field.', 'Add --field NAME.');
  return by;
}
