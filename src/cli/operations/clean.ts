/** `tunewright clean`: a dataset without the rows that have errors, which go to a file of their own. */
import { besidePath } from '../../common/besidePath.ts';
import { errors } from '../../common/errors.ts';
import type { Position } from '../../dataset/read.ts';
import { checkFile } from '../../rules/checkFile.ts';
import { parseRuleLevels } from '../../rules/ruleSettings.ts';
import { parseTargets, TARGET_NAMES } from '../targets.ts';
import { FLAGS_HELP, IN_PLACE, IN_PLACE_HELP, resultPath, READING, READING_HELP, readingOf } from './common.ts';
import type { Output } from './common.ts';
import { fileCommand } from './fileCommand.ts';

const USAGE = `Usage: tunewright clean FILE [options]

Takes out the rows in which "tunewright check" finds errors, and writes them to a file of their own. All other bytes stay as
they are.

  --removed FILE       where the rows with errors go (default: FILE.errors beside it)
  --rules CODE=LEVEL,… as for check: duplicate-row=error takes out repeated rows, too
  --target NAME,…      also what these trainers refuse: ${TARGET_NAMES}
  --out FILE           the result (default: FILE.clean beside it)
${IN_PLACE_HELP}${READING_HELP}${FLAGS_HELP}`;

export const clean = fileCommand({
  name: 'clean',
  summary: 'move rows with errors to a file of their own',
  usage: USAGE,
  flags: {
    ...{ ...IN_PLACE, ...READING },
    ...{ removed: { type: 'string' }, rules: { type: 'string' }, target: { type: 'string' } },
  },
  plan: async (source, values) => {
    const path = resultPath(source, 'clean', values);
    const rules = values.rules === undefined ? {} : { rules: parseRuleLevels(values.rules) };
    const targets = values.target === undefined ? {} : { targets: parseTargets(values.target).map(({ id }) => id) };
    const { places, byCode, format, suggestedColumns } = await errorsOf(source, {
      ...readingOf(values),
      ...rules,
      ...targets,
    });
    if (format === 'unknown') throw errors.formatNotKnown(source, suggestedColumns);
    const faulty = new Set<number>();
    let next = 0;
    return {
      visit: (row) => {
        while (next < places.length && isBefore(places[next]!, row.start)) next++;
        for (; next < places.length && isBefore(places[next]!, row.end); next++) faulty.add(row.index);
      },
      outcome: ({ table, rows, broken, runs, select, selectLast }) => {
        // A row that is cut off has its fault at its very end, which is not in it.
        for (const row of broken) faulty.add(row);
        const kept = Array.from({ length: table.length }, (_, i) => i).filter((row) => !faulty.has(row));
        const removed = rows.filter((row) => faulty.has(row));
        const outputs: Output[] = [{ path, rows: rows.length - removed.length, content: selectLast(kept) }];
        if (removed.length > 0)
          outputs.unshift({
            path: values.removed ?? besidePath(source, 'errors'),
            rows: removed.length,
            what: 'with errors',
            content: select(removed),
          });
        const nJoinable = removed.filter((row) => runs.has(row)).length;
        const joinable =
          nJoinable === 1
            ? 'One of them only goes over several lines: "join" would have kept it.'
            : `${nJoinable} of them only go over several lines: "join" would have kept them.`;
        const counts = [...byCode].map(([code, n]) => `${code}: ${n}.`);
        return { rows: rows.length, outputs, notes: nJoinable === 0 ? counts : [...counts, joinable] };
      },
    };
  },
});

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
