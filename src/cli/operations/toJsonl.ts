/** `tunewright to-jsonl`: the elements of a JSON array, one a line. */
import { errors } from '../../common/errors.ts';
import { isJsonObject, type JsonValue } from '../../common/json.ts';
import { FORMAT_IDS } from '../../dataset/formats.ts';
import { knownFields } from '../../dataset/schema.ts';
import { linesBytes, styleOf } from '../../dataset/operations/relayout.ts';
import type { FileTable } from '../../dataset/fileTable.ts';
import { amount, FLAGS_HELP, resultPath } from './common.ts';
import { fileCommand } from './fileCommand.ts';
import { brokenNotes } from './tableFile.ts';

const USAGE = `Usage: tunewright to-jsonl FILE [options]

Writes the elements of a JSON array as lines. An element on one line stays as it is written; one over several lines is put on
one, its numbers, escapes and keys as they are.

  --out FILE           the result (default: FILE with the ending .jsonl)
${FLAGS_HELP}`;

export const toJsonl = fileCommand({
  name: 'to-jsonl',
  summary: 'write a JSON array as JSONL',
  usage: USAGE,
  flags: {},
  plan: (source, values) => {
    const path = resultPath(source, undefined, values, '.jsonl');
    let first: JsonValue | undefined;
    return {
      visit: ({ value }) => (first ??= value),
      outcome: (file) => {
        if (file.table.layout !== 'json-array')
          throw errors.notAnArray(source, file.rows.length === 1 ? listsIn(first) : []);
        const nAfter = bytesAfterEnd(file.table);
        if (nAfter > 0) throw errors.afterArray(source, nAfter);
        return {
          rows: file.rows.length,
          outputs: [{ path, rows: file.rows.length, content: linesBytes([file], styleOf(file)) }],
          notes: [...faultNotes(file.table), ...brokenNotes(file.table, 'written as one line each')],
        };
      },
    };
  },
});

/** The fields of an object under which rows seem to stand. */
const listsIn = (value: JsonValue | undefined): string[] =>
  isJsonObject(value)
    ? Object.keys(value).filter((key) => {
        const list = value[key];
        return Array.isArray(list) && list.some(isJsonObject) && !FORMAT_IDS.flatMap(knownFields).includes(key);
      })
    : [];

/** What stands after the array would be lost with its brackets. */
export const bytesAfterEnd = ({ arrayFaults }: FileTable): number =>
  arrayFaults.reduce((n, { kind, start, end }) => (kind === 'after-end' ? n + end - start : n), 0);

/** Commas and brackets are no part of any row: what is wrong with them goes with them. */
function faultNotes({ arrayFaults }: FileTable): string[] {
  const n = arrayFaults.length;
  return n === 0
    ? []
    : [`${amount(n, 'fault')} of the list's own commas and brackets ${n === 1 ? 'is' : 'are'} gone with it.`];
}
