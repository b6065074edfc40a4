/** `tunewright dedupe`: a dataset without the rows that it has twice. */
import { errors } from '../../common/errors.ts';
import { deduplicate } from '../../dataset/operations/deduplicate.ts';
import { promptKey, valueKey } from '../../dataset/operations/keys.ts';
import { FLAGS_HELP, IN_PLACE, IN_PLACE_HELP, resultPath, READING, READING_HELP, readingOf } from './common.ts';
import type { Output } from './common.ts';
import { fileCommand } from './fileCommand.ts';
import { brokenNotes } from './tableFile.ts';

const USAGE = `Usage: tunewright dedupe FILE [options]

Leaves out rows that are in the file before already. Rows are equal as values: white space and escapes make no difference,
the order of keys does. All other bytes stay as they are.

  --prompt             leave out rows that ask the same, whatever they answer (case and white space aside)
  --keep first|last    which of equal rows stays (default: first)
  --removed FILE       write the rows that are left out to a file
  --out FILE           the result (default: FILE.deduplicated beside it; where no row is repeated, nothing is written)
${IN_PLACE_HELP}${READING_HELP}${FLAGS_HELP}`;

export const dedupe = fileCommand({
  name: 'dedupe',
  summary: 'remove rows that a dataset has twice',
  usage: USAGE,
  flags: {
    ...{ ...IN_PLACE, ...READING },
    ...{ prompt: { type: 'boolean' }, keep: { type: 'string' }, removed: { type: 'string' } },
  },
  plan: (source, values) => {
    const path = resultPath(source, 'deduplicated', values);
    const side = values.removed;
    const keep = parseKeep(values.keep);
    const keyOf = values.prompt === true ? promptKey(readingOf(values)) : valueKey;
    const keys: string[] = [];
    const nothing = values.prompt === true ? 'No prompt is repeated' : 'No row is repeated';
    return {
      visit: (row) => (keys[row.index] = keyOf(row)),
      outcome: ({ table, rows, select, selectLast }) => {
        for (let i = 0; i < table.length; i++) keys[i] ??= '';
        const { kept, removed } = deduplicate(keys, keep);
        // A copy that is the same helps nobody; one that is asked for by name is made.
        if (removed.length === 0 && values.out === undefined)
          return {
            rows: rows.length,
            outputs: [],
            notes: [...brokenNotes(table, 'kept'), `${nothing}: nothing is written.`],
          };
        const outputs: Output[] = [{ path, rows: rows.length - removed.length, content: selectLast(kept) }];
        if (side !== undefined && removed.length > 0)
          outputs.unshift({ path: side, rows: removed.length, what: 'removed', content: select(removed) });
        const why = values.prompt === true ? 'asking what another row asks' : 'equal to another row';
        return {
          rows: rows.length,
          outputs,
          ...(side === undefined ? { leftOut: { rows: removed.length, why } } : {}),
          notes: [...brokenNotes(table, 'kept'), ...(removed.length === 0 ? [`${nothing}.`] : [])],
        };
      },
    };
  },
});

function parseKeep(text = 'first'): 'first' | 'last' {
  if (text === 'first' || text === 'last') return text;
  throw errors.usage(`--keep ${JSON.stringify(text)} is not known.`, 'Write --keep first or --keep last.');
}
