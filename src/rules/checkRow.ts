/** All row rules on one row. */
import { fieldsOf, sourcePath, type Columns } from '../dataset/columns.ts';
import { turnsOf } from '../dataset/conversation.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { RowFacts } from '../dataset/row.ts';
import { isForeign } from '../dataset/rowFormat.ts';
import { schemaErrors, unknownFields } from '../dataset/schema.ts';
import { closest } from '../dataset/spelling.ts';
import { locate, treeOf } from './locate.ts';
import type { CheckedRow, RowContext } from './rule.ts';
import { RULES } from './rules.ts';

export function checkRow(row: RowFacts, format: FormatId | 'unknown', columns: Columns): CheckedRow {
  if (row.blank) return { facts: row, findings: [], unknownFields: [] };
  const context = contextOf(row, format, columns);
  const { fields } = context;
  return {
    facts: row,
    findings: RULES.flatMap(({ code, row: check }) => (check?.(context) ?? []).map((finding) => ({ code, finding }))),
    unknownFields:
      fields === undefined || format === 'unknown'
        ? []
        : unknownFields(format, fields)
            .filter(({ path, known }) => closest(String(path.at(-1)), known) === undefined)
            .map(({ label }) => label),
  };
}

function contextOf(row: RowFacts, format: FormatId | 'unknown', columns: Columns): RowContext {
  const { value, text } = row;
  let tree: ReturnType<typeof treeOf> | null = null;
  const at: RowContext['at'] = (part, path) =>
    locate((tree ??= treeOf(text)), part, value === undefined ? path : sourcePath(value, columns, path));
  const own = value === undefined ? undefined : fieldsOf(value, columns);
  if (own === undefined || (format !== 'unknown' && isForeign(row, own, format)))
    return { row, format, schemaErrors: [], at };
  const errors = format === 'unknown' ? [] : schemaErrors(format, own);
  const turns = format === 'unknown' || errors.length > 0 ? undefined : turnsOf(format, own);
  return { row, format, fields: own, schemaErrors: errors, at, ...(turns === undefined ? {} : { turns }) };
}
