/** `tunewright sort`: the rows of a dataset by length or by a field. */
import { errors } from '../../common/errors.ts';
import { sorted, type SortKey } from '../../dataset/operations/order.ts';
import { aroundBlanks } from '../../dataset/operations/select.ts';
import { sortKeyOf, type SortBy } from '../../dataset/operations/sortKeys.ts';
import type { CliCommand } from '../command.ts';
import { parseOptions } from '../parse.ts';
import { amount, finish, FLAGS, FLAGS_HELP, IN_PLACE, IN_PLACE_HELP, oneFile, orderly, resultPath } from './common.ts';
import { brokenNotes, withTable } from './tableFile.ts';

const NAME = 'sort';
const USAGE = `Usage: tunewright sort FILE [options]

Sorts the rows: without options by the characters of all their texts, shortest first. Rows that are equal in what they are
sorted by keep their order, rows without it come last. Their bytes stay as they are; blank lines stay where they are.

  --field NAME         by the value of a field: numbers by size, texts by their characters; a.b for b within a
  --by length|value    with --field, by the length of its text instead (default: value)
  --descending         longest or largest first
  --out FILE           the result (default: FILE.sorted beside it)
${IN_PLACE_HELP}${FLAGS_HELP}`;

export const sort: CliCommand = {
  name: NAME,
  summary: 'sort the rows of a dataset by length or by a field',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const { values, positionals } = parseOptions(NAME, {
        args,
        options: {
          ...{ ...FLAGS, ...IN_PLACE },
          field: { type: 'string' },
          by: { type: 'string' },
          descending: { type: 'boolean' },
        },
        allowPositionals: true,
      });
      const path = oneFile(NAME, positionals);
      const out = resultPath(path, 'sorted', values);
      const keyOf = sortKeyOf(parseBy(values.by, values.field), values.field);
      const direction = values.descending === true ? 'descending' : 'ascending';
      const keys: SortKey[] = [];
      return withTable(
        path,
        io.signal,
        (row) => (keys[row.index] = keyOf(row)),
        async ({ table, rows, selectLast }) => {
          const order = aroundBlanks(table, sorted(rows, keys, direction));
          const nWithout = rows.filter((row) => keys[row] === undefined).length;
          if (values.field !== undefined && nWithout === rows.length && rows.length > 0)
            throw errors.fieldNotFound(path, values.field);
          const without =
            nWithout === 0
              ? []
              : [
                  `${amount(nWithout, 'row')} without ${values.field === undefined ? 'a value' : `"${values.field}"`} at the end.`,
                ];
          return finish(
            NAME,
            [path],
            {
              rows: rows.length,
              outputs: [{ path: out, rows: rows.length, content: selectLast(order) }],
              notes: [...without, ...brokenNotes(table, 'put at the end')],
            },
            values,
            io,
          );
        },
      );
    }),
};

function parseBy(text: string | undefined, field: string | undefined): SortBy {
  const by = text ?? (field === undefined ? 'length' : 'value');
  if (by !== 'length' && by !== 'value')
    throw errors.usage(`--by ${JSON.stringify(text)} is not known.`, 'Write --by length or --by value.');
  if (by === 'value' && field === undefined) throw errors.usage('--by value needs a field.', 'Add --field NAME.');
  return by;
}
