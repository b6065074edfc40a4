/** `tunewright dedupe`: a dataset without the rows that it has twice. */
import { errors } from '../../common/errors.ts';
import { deduplicate } from '../../dataset/operations/deduplicate.ts';
import { promptKey, valueKey } from '../../dataset/operations/keys.ts';
import type { CliCommand } from '../command.ts';
import { parseOptions } from '../parse.ts';
import {
  COLUMNS,
  COLUMNS_HELP,
  columnsOf,
  finish,
  FLAGS,
  FLAGS_HELP,
  IN_PLACE,
  IN_PLACE_HELP,
  oneFile,
  orderly,
  resultPath,
  type Output,
} from './common.ts';
import { brokenNotes, withTable } from './tableFile.ts';

const NAME = 'dedupe';
const USAGE = `Usage: tunewright dedupe FILE [options]

Leaves out rows that are in the file before already. Rows are equal as values: white space and escapes make no difference,
the order of keys does. All other bytes stay as they are.

  --prompt             leave out rows that ask the same, whatever they answer (case and amounts of white space aside)
  --keep first|last    which of equal rows stays (default: first)
  --removed FILE       write the rows that are left out to a file
  --out FILE           the result (default: FILE.deduplicated beside it)
${IN_PLACE_HELP}${COLUMNS_HELP}${FLAGS_HELP}`;

export const dedupe: CliCommand = {
  name: NAME,
  summary: 'remove rows that a dataset has twice',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const { values, positionals } = parseOptions(NAME, {
        args,
        options: {
          ...{ ...FLAGS, ...IN_PLACE, ...COLUMNS },
          prompt: { type: 'boolean' },
          keep: { type: 'string' },
          removed: { type: 'string' },
        },
        allowPositionals: true,
      });
      const path = oneFile(NAME, positionals);
      const out = resultPath(path, 'deduplicated', values);
      const keep = parseKeep(values.keep);
      const keyOf = values.prompt === true ? promptKey(columnsOf(values)) : valueKey;
      const keys: string[] = [];
      return withTable(
        path,
        io.signal,
        (row) => (keys[row.index] = keyOf(row)),
        async (file) => {
          for (let i = 0; i < file.table.length; i++) keys[i] ??= '';
          const { kept, removed } = deduplicate(keys, keep);
          const outputs: Output[] = [
            { path: out, rows: file.rows.length - removed.length, content: file.selectLast(kept) },
          ];
          const side = values.removed;
          if (side !== undefined && removed.length > 0)
            outputs.unshift({ path: side, rows: removed.length, what: 'removed', content: file.select(removed) });
          const why = values.prompt === true ? 'asking what another row asks' : 'equal to another row';
          return finish(
            NAME,
            [path],
            {
              rows: file.rows.length,
              outputs,
              ...(side === undefined ? { leftOut: { rows: removed.length, why } } : {}),
              notes: brokenNotes(file.table, 'kept'),
            },
            values,
            io,
          );
        },
      );
    }),
};

function parseKeep(text = 'first'): 'first' | 'last' {
  if (text === 'first' || text === 'last') return text;
  throw errors.usage(`--keep ${JSON.stringify(text)} is not known.`, 'Write --keep first or --keep last.');
}
