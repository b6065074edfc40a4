/** Places of items in a JSON list's text, with the comma that goes with them. */
import type { Place } from './rule.ts';

/** What to remove so that these neighbouring items of a list are gone: with the comma before them, or else with the one after. */
export function removalOfItems(text: string, items: readonly Place[]): Place {
  const start = items[0]?.start ?? 0;
  const end = items.at(-1)?.end ?? start;
  const before = text.slice(0, start).trimEnd();
  if (before.endsWith(',')) return { start: before.length - 1, end };
  const after = /^\s*,\s*/.exec(text.slice(end));
  return { start, end: end + (after?.[0].length ?? 0) };
}
