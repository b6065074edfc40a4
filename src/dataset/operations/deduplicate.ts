/** Which of rows that are equal by their keys stay. */

export type Deduplicated = { kept: number[]; removed: number[] };

/** `keys`: one a row or blank line, '' for what nothing equals. Indexes are in file order; blank lines stay. */
export function deduplicate(keys: readonly string[], keep: 'first' | 'last'): Deduplicated {
  const result: Deduplicated = { kept: [], removed: [] };
  const chosen = new Map<string, number>();
  for (const [index, key] of keys.entries()) if (keep === 'last' || !chosen.has(key)) chosen.set(key, index);
  for (const [index, key] of keys.entries())
    (key === '' || chosen.get(key) === index ? result.kept : result.removed).push(index);
  return result;
}
