/** The checks of all targets as rules: each is checked only where its target is chosen. */
import type { RowContext, Rule } from './rule.ts';
import type { Target, TargetCheck, TargetFinding, TargetRow } from '../targets/target.ts';
import { TARGETS } from '../targets/targets.ts';
import type { RowTable } from './rowTable.ts';
import { wholePlace } from './locate.ts';

export const TARGET_RULES: readonly Rule[] = TARGETS.flatMap((target) =>
  target.checks.map((check) => ruleOf(target, check)),
);

function ruleOf({ id, accepts }: Target, { row, file, ...words }: TargetCheck): Rule {
  const formats: readonly string[] = accepts.map(({ format }) => format);
  return {
    ...words,
    target: id,
    ...(row === undefined
      ? {}
      : { row: (context) => (formats.includes(context.format) ? findings(context, row) : []) }),
    ...(file === undefined
      ? {}
      : {
          file: ({ rows, format, layout, rangeOf }) => {
            const { nRows, first } = written(rows);
            const range =
              first < 0 ? { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 } : rangeOf(first, rows.mark(first));
            return file({ format, layout, nRows }).map((message) => ({ message, range }));
          },
        }),
  };
}

/** Rows with faults of form have other problems first; so have those of a format that the target does not read. */
function findings(
  { row, format, fields, schemaErrors, at }: RowContext,
  check: (given: TargetRow) => TargetFinding[],
): ReturnType<NonNullable<Rule['row']>> {
  if (fields === undefined || format === 'unknown' || schemaErrors.length > 0) return [];
  return check({ format, fields, isList: Array.isArray(row.value) }).map(({ message, path, part = 'value' }) => ({
    message,
    place: path.length === 0 ? wholePlace(row.text) : at(part, path),
  }));
}

function written(rows: RowTable): { nRows: number; first: number } {
  let nRows = 0;
  let first = -1;
  for (let index = 0; index < rows.length; index++) {
    if (rows.isBlank(index)) continue;
    if (first < 0) first = index;
    nRows++;
  }
  return { nRows, first };
}
