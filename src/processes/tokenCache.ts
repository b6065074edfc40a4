/** Facts of rows that were tokenized before: the least recently used go first when there are too many. */
import type { TokenOutcome } from '../prompt/tokenFacts.ts';

/** Some 30 MB. */
const MAX_ROWS = 120_000;

export type TokenCache = {
  get(hash: string, maxLength: number | undefined): TokenOutcome | undefined;
  set(hash: string, maxLength: number | undefined, outcome: TokenOutcome): void;
  clear(): void;
};

export function createTokenCache(maxRows = MAX_ROWS): TokenCache {
  const rows = new Map<string, TokenOutcome>();
  const keyOf = (hash: string, maxLength: number | undefined): string => `${hash}/${maxLength ?? ''}`;
  const keep = (key: string, outcome: TokenOutcome): void => {
    // The map is in the order of use.
    rows.delete(key);
    rows.set(key, outcome);
    if (rows.size > maxRows) rows.delete(rows.keys().next().value!);
  };
  return {
    get: (hash, maxLength) => {
      const key = keyOf(hash, maxLength);
      const known = rows.get(key);
      if (known !== undefined) keep(key, known);
      return known;
    },
    set: (hash, maxLength, outcome) => keep(keyOf(hash, maxLength), outcome),
    clear: () => rows.clear(),
  };
}
