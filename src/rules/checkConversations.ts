/** The rules of conversations on rows for preference tuning, which have more than one: what two of them share is said once. */
import { conversationsOf } from '../dataset/conversations.ts';
import type { RowFinding } from './checkRow.ts';
import type { Finding, RowContext } from './rule.ts';
import type { ActiveRules } from './ruleSettings.ts';

/** Rules that read `turns`; no others need to look twice. */
const OF_CONVERSATIONS: ReadonlySet<string> = new Set([
  ...['role-unknown', 'role-order', 'no-assistant', 'ends-with-user', 'system-not-first'],
  ...['tool-call-unpaired', 'tool-arguments-invalid', 'weight-invalid', 'wrong-type'],
  ...['empty-prompt', 'empty-output', 'zero-signal'],
]);

/** `known`: what was found without turns. */
export function checkConversations(
  context: RowContext,
  { row: rules }: ActiveRules,
  known: readonly RowFinding[],
): RowFinding[] {
  const { format, fields, schemaErrors } = context;
  if ((format !== 'preference' && format !== 'kto') || fields === undefined || schemaErrors.length > 0) return [];
  const seen = new Set(known.map(keyOf));
  const found: RowFinding[] = [];
  for (const { turns } of conversationsOf(format, fields))
    for (const { code, row: check } of rules) {
      if (!OF_CONVERSATIONS.has(code)) continue;
      for (const finding of check({ ...context, turns })) {
        const key = keyOf({ code, finding });
        if (seen.has(key)) continue;
        seen.add(key);
        found.push({ code, finding: withoutFixes(finding) });
      }
    }
  return found;
}

const keyOf = ({ code, finding: { place } }: RowFinding): string => `${code} ${place.start} ${place.end}`;

/** Fixes move messages within one list; here they may stand in several. */
function withoutFixes({ severity, refusedBy, message, place, related }: Finding): Finding {
  return {
    ...(severity === undefined ? {} : { severity }),
    ...(refusedBy === undefined ? {} : { refusedBy }),
    message,
    place,
    ...(related === undefined ? {} : { related }),
  };
}
