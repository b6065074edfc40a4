/** Counts over the rows of a dataset that are made while each row's value is at hand: its own format, and who speaks in it. */
import { isJsonObject, type JsonValue } from '../common/json.ts';
import type { RowFacts } from '../dataset/row.ts';

export type RowCounts = {
  /** Rows by the format that each would have alone; `invalid` for what is no JSON. */
  formats: Record<string, number>;
  /** Messages by role, as it is written. */
  roles: Record<string, number>;
};

/** Different names beyond these are counted together: roles are a handful, and a file of other data must not fill the memory. */
const MAX_ROLES = 50;
const OTHER_ROLES = 'other';

export function createRowCounts(): { counts: RowCounts; add: (row: RowFacts) => void } {
  const formats = new Map<string, number>();
  const roles = new Map<string, number>();
  const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  const addRole = (name: string): void =>
    count(roles, roles.has(name) || roles.size < MAX_ROLES ? name.slice(0, 100) : OTHER_ROLES);
  return {
    get counts() {
      return { formats: byNumber(formats), roles: byNumber(roles) };
    },
    add: ({ value, guess }) => {
      count(formats, value === undefined ? 'invalid' : (guess?.format ?? 'unknown'));
      if (value !== undefined) for (const name of rolesIn(value)) addRole(name);
    },
  };
}

/** Most frequent first. */
const byNumber = (map: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...map].sort(([, a], [, b]) => b - a));

/** The roles of the messages in a row's lists, whatever these are called. */
function* rolesIn(value: JsonValue): Generator<string> {
  const lists = Array.isArray(value) ? [value] : isJsonObject(value) ? Object.values(value).filter(Array.isArray) : [];
  for (const list of lists)
    for (const message of list as JsonValue[]) {
      const role = isJsonObject(message) ? (message['role'] ?? message['from']) : undefined;
      if (typeof role === 'string') yield role;
    }
}
