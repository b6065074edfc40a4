/** `tunewright clean`: a dataset without the rows that have errors, which go to a file of their own. */
import { besidePath } from '../../common/besidePath.ts';
import { errors } from '../../common/errors.ts';
import type { Position } from '../../dataset/read.ts';
import { checkFile } from '../../rules/checkFile.ts';
import { parseRuleLevels } from '../../rules/ruleSettings.ts';
import type { CliCommand } from '../command.ts';
import { parseOptions } from '../parse.ts';
import { parseTargets, TARGET_NAMES } from '../targets.ts';
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
import { withTable } from './tableFile.ts';

const NAME = 'clean';
const USAGE = `Usage: tunewright clean FILE [options]

Takes out the rows in which "tunewright check" finds errors, and writes them to a file of their own. All other bytes stay as
they are.

  --removed FILE       where the rows with errors go (default: FILE.errors beside it)
  --rules CODE=LEVEL,… as for check: duplicate-row=error takes out repeated rows, too
  --target NAME,…      also what these trainers refuse: ${TARGET_NAMES}
  --out FILE           the result (default: FILE.clean beside it)
${IN_PLACE_HELP}${COLUMNS_HELP}${FLAGS_HELP}`;

export const clean: CliCommand = {
  name: NAME,
  summary: 'move rows with errors to a file of their own',
  usage: USAGE,
  stopsInOrder: true,
  run: (args, io) =>
    orderly(async () => {
      const { values, positionals } = parseOptions(NAME, {
        args,
        options: {
          ...{ ...FLAGS, ...IN_PLACE, ...COLUMNS },
          removed: { type: 'string' },
          rules: { type: 'string' },
          target: { type: 'string' },
        },
        allowPositionals: true,
      });
      const path = oneFile(NAME, positionals);
      const out = resultPath(path, 'clean', values);
      const columns = columnsOf(values);
      const rules = values.rules === undefined ? {} : { rules: parseRuleLevels(values.rules) };
      const targets = values.target === undefined ? {} : { targets: parseTargets(values.target).map(({ id }) => id) };
      const { places, byCode, format, suggestedColumns } = await errorsOf(path, { columns, ...rules, ...targets });
      if (format === 'unknown') throw errors.formatNotKnown(path, suggestedColumns);
      const faulty = new Set<number>();
      let next = 0;
      const visit = (row: { index: number; start: Position; end: Position }): void => {
        while (next < places.length && isBefore(places[next]!, row.start)) next++;
        for (; next < places.length && isBefore(places[next]!, row.end); next++) faulty.add(row.index);
      };
      return withTable(path, io.signal, visit, async ({ table, rows, broken, runs, select, selectLast }) => {
        // A row that is cut off has its fault at its very end, which is not in it.
        for (const row of broken) faulty.add(row);
        const all = Array.from({ length: table.length }, (_, i) => i);
        const removed = rows.filter((row) => faulty.has(row));
        const outputs: Output[] = [
          {
            path: out,
            rows: rows.length - removed.length,
            content: selectLast(all.filter((row) => !faulty.has(row))),
          },
        ];
        if (removed.length > 0)
          outputs.unshift({
            path: values.removed ?? besidePath(path, 'errors'),
            rows: removed.length,
            what: 'with errors',
            content: select(removed),
          });
        const nJoinable = removed.filter((row) => runs.has(row)).length;
        return finish(
          NAME,
          [path],
          {
            rows: rows.length,
            outputs,
            notes: [
              ...[...byCode].map(([code, n]) => `${code}: ${n}.`),
              ...(nJoinable === 0
                ? []
                : [`${nJoinable} of them only go over several lines: "join" would have kept them.`]),
            ],
          },
          values,
          io,
        );
      });
    }),
};

type Errors = {
  /** Where errors start, in file order. */
  places: Position[];
  byCode: Map<string, number>;
  format: string;
  suggestedColumns: Readonly<Record<string, string>> | undefined;
};

/** Rules about the file as a whole: no row is to blame. */
const OF_THE_FILE = new Set(['file-bom', 'file-empty', 'format-unknown', 'unknown-field']);

async function errorsOf(path: string, options: Parameters<typeof checkFile>[1]): Promise<Errors> {
  const places: Position[] = [];
  const byCode = new Map<string, number>();
  const batches = checkFile(path, options);
  for (;;) {
    const { value, done } = await batches.next();
    if (done === true) {
      places.sort((a, b) => a.line - b.line || a.column - b.column);
      return { places, byCode, format: value.format, suggestedColumns: value.suggestedColumns };
    }
    for (const { severity, code, range } of value) {
      if (severity !== 'error' || OF_THE_FILE.has(code)) continue;
      places.push({ line: range.startLine, column: range.startColumn });
      byCode.set(code, (byCode.get(code) ?? 0) + 1);
    }
  }
}

const isBefore = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.column < b.column);
