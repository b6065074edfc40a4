/** All row rules on one row. */
import { fieldsOf, type Columns } from '../dataset/columns.ts';
import { turnsOf } from '../dataset/conversation.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { RowFacts } from '../dataset/row.ts';
import { isForeign } from '../dataset/rowFormat.ts';
import { schemaErrors, unknownFields, type UnknownField } from '../dataset/schema.ts';
import { locateField, treeOf, wholePlace } from './locate.ts';
import type { CheckedRow, Place, RowContext } from './rule.ts';
import { RULES } from './rules.ts';

export function checkRow(row: RowFacts, format: FormatId | 'unknown', columns: Columns): CheckedRow {
  if (row.blank) return { facts: row, findings: [], unknownFields: [], placeOfUnknown: () => wholePlace(row.text) };
  const context = contextOf(row, format, columns);
  const unknown = context.unknownFields.filter(({ meant }) => meant === undefined);
  let places: Map<string, Place> | undefined;
  return {
    facts: row,
    findings: RULES.flatMap(({ code, row: check }) => (check?.(context) ?? []).map((finding) => ({ code, finding }))),
    unknownFields: unknown,
    placeOfUnknown: (label) => (places ??= placesOf(unknown, row, columns)).get(label) ?? wholePlace(row.text),
  };
}

/** The first place of each label. The row is parsed once for all of them. */
function placesOf(fields: readonly UnknownField[], row: RowFacts, columns: Columns): Map<string, Place> {
  const tree = treeOf(row.text);
  const places = new Map<string, Place>();
  for (const { label, path } of fields)
    if (!places.has(label)) places.set(label, locateField(row, columns, 'key', path, tree));
  return places;
}

function contextOf(row: RowFacts, format: FormatId | 'unknown', columns: Columns): RowContext {
  let tree: ReturnType<typeof treeOf> | null = null;
  const at: RowContext['at'] = (part, path) => locateField(row, columns, part, path, (tree ??= treeOf(row.text)));
  const nothing = { row, format, columns, schemaErrors: [], unknownFields: [], at };
  const fields = row.value === undefined ? undefined : fieldsOf(row.value, columns);
  if (fields === undefined) return nothing;
  if (format === 'unknown') return { ...nothing, fields };
  if (isForeign(row, fields, format)) return nothing;
  const errors = schemaErrors(format, fields);
  const turns = errors.length > 0 ? undefined : turnsOf(format, fields);
  return {
    row,
    format,
    columns,
    fields,
    schemaErrors: errors,
    unknownFields: unknownFields(format, fields),
    at,
    ...(turns === undefined ? {} : { turns }),
  };
}
