/** All row rules on one row, and what whole-file rules need of it. */
import { fieldsOf, type Columns } from '../dataset/columns.ts';
import { comparedTexts, type ComparedTexts } from '../dataset/comparedTexts.ts';
import { NO_TASK, TASK_FIELD, UNREAD_TASK } from '../dataset/brief/compiled.ts';
import { turnsOf } from '../dataset/conversation.ts';
import { edgesOf } from '../dataset/edges.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { RowFacts } from '../dataset/row.ts';
import { mediaOf } from '../dataset/media.ts';
import { isForeign } from '../dataset/rowFormat.ts';
import { NO_PROMPT, promptKeys, rowKey } from '../dataset/rowKeys.ts';
import { NO_SIZES, rowSizes } from '../dataset/rowSizes.ts';
import { schemaErrors, unknownFields, type UnknownField } from '../dataset/schema.ts';
import { checkConversations } from './checkConversations.ts';
import { locateField, treeOf, wholePlace } from './locate.ts';
import type { Finding, Place, RowContext } from './rule.ts';
import type { RowDigest } from './rowTable.ts';
import type { ActiveRules } from './ruleSettings.ts';

export type RowFinding = { code: string; finding: Finding };

export type RowCheck = {
  digest: RowDigest;
  findings: readonly RowFinding[];
  /** Fields that the format does not have, slips of the pen left out: those have findings. */
  unknownFields: readonly UnknownField[];
  /** Of the rules that need tokens; absent until those are there. */
  tokens?: readonly RowFinding[];
};

export const NO_FINDINGS: readonly RowFinding[] = [];
const NO_FIELDS: readonly UnknownField[] = [];

/** `withSizes`: its digest says how long prompt and answer are, which statistics alone want to know. */
export function checkRow(
  row: RowFacts,
  format: FormatId | 'unknown',
  columns: Columns,
  rules: ActiveRules,
  withSizes = true,
): RowCheck {
  if (row.blank) return { digest: digestOf(row), findings: NO_FINDINGS, unknownFields: NO_FIELDS };
  const context = contextOf(row, format, columns, rules);
  let findings: RowFinding[] | undefined;
  for (const { code, row: check } of rules.row) {
    const found = check(context);
    if (found.length > 0) for (const finding of found) (findings ??= []).push({ code, finding });
  }
  const more = checkConversations(context, rules, findings ?? NO_FINDINGS);
  if (more.length > 0) findings = [...(findings ?? []), ...more];
  const unknown =
    context.unknownFields.length === 0 ? NO_FIELDS : context.unknownFields.filter(({ meant }) => meant === undefined);
  return {
    digest: digestOf(row, context, unknown, withSizes),
    findings: findings ?? NO_FINDINGS,
    unknownFields: unknown,
  };
}

function digestOf(
  row: RowFacts,
  context?: RowContext,
  unknown: readonly UnknownField[] = NO_FIELDS,
  withSizes = false,
): RowDigest {
  const { text, blank, value, guess } = row;
  let keys = NO_PROMPT;
  let sizes = NO_SIZES;
  if (context?.fields !== undefined && context.format !== 'unknown' && context.schemaErrors.length === 0) {
    keys = promptKeys(context.format, context.fields);
    if (withSizes) sizes = rowSizes(context.format, context.fields);
  }
  return {
    blank,
    hasValue: value !== undefined,
    hasFields: guess !== undefined,
    length: text.length,
    ...wholePlace(text),
    key: value === undefined ? 0 : rowKey(value),
    promptKey: keys.promptKey,
    answerKey: keys.answerKey,
    task: context?.task ?? NO_TASK,
    edges: edgesOf(context?.format ?? 'unknown', context?.fields),
    nPromptCharacters: sizes.nPromptCharacters,
    nAnswerCharacters: sizes.nAnswerCharacters,
    unknownLabels: unknown.map(({ label }) => label),
  };
}

/** Where each of the row's unknown fields stands first, by label. The row is parsed once for all of them. */
export function placesOfUnknown(
  row: RowFacts,
  unknown: readonly UnknownField[],
  columns: Columns,
): ReadonlyMap<string, Place> {
  const tree = treeOf(row.text);
  const places = new Map<string, Place>();
  for (const { label, path } of unknown)
    if (!places.has(label)) places.set(label, locateField(row, columns, 'key', path, tree));
  return places;
}

/** What near-duplicates are found by; undefined for a row that has no texts of the file's format. */
export function nearTexts(row: RowFacts, format: FormatId | 'unknown', columns: Columns): ComparedTexts | undefined {
  const fields = row.value === undefined || format === 'unknown' ? undefined : fieldsOf(row.value, columns);
  if (fields === undefined || format === 'unknown' || isForeign(row, fields, format)) return undefined;
  // Of rows about pictures the texts are often alike.
  return mediaOf(fields).length > 0 ? undefined : comparedTexts(format, fields);
}

export function contextOf(
  row: RowFacts,
  format: FormatId | 'unknown',
  columns: Columns,
  { brief, briefFile }: Pick<ActiveRules, 'brief' | 'briefFile'>,
): RowContext {
  let tree: ReturnType<typeof treeOf> | null = null;
  const at: RowContext['at'] = (part, path) => locateField(row, columns, part, path, (tree ??= treeOf(row.text)));
  const nothing = {
    row,
    format,
    columns,
    schemaErrors: [],
    unknownFields: NO_FIELDS,
    at,
    task: UNREAD_TASK,
    ...(brief === undefined ? {} : { brief }),
  };
  const fields = row.value === undefined ? undefined : fieldsOf(row.value, columns);
  if (fields === undefined) return nothing;
  if (format === 'unknown') return { ...nothing, fields };
  if (isForeign(row, fields, format)) return nothing;
  const errors = schemaErrors(format, fields);
  const turns = errors.length > 0 ? undefined : turnsOf(format, fields);
  const unknown = unknownFields(format, fields);
  const task = errors.length > 0 ? brief?.namedTaskOf(fields) : brief?.taskOf(format, fields, turns);
  return {
    ...nothing,
    fields,
    schemaErrors: errors,
    // A brief that is being written has faults for a moment.
    unknownFields: briefFile === undefined ? unknown : unknown.filter(({ label }) => label !== TASK_FIELD),
    task: task ?? NO_TASK,
    ...(turns === undefined ? {} : { turns }),
  };
}
