/** What `tunewright stats --json` prints of one file, read with care: a child's output is input. Pure. */
import { errors } from '../common/errors.ts';
import { isJsonObject } from '../common/json.ts';
import type { DatasetStatistics } from '../statistics/types.ts';

const OBJECTS = ['formats', 'roles', 'duplicates', 'problems'] as const;
const OBJECTS_OR_NULL = ['characters', 'tokens', 'coverage', 'cost'] as const;

/** Throws UserError `child-failed` when it is not what we expect. */
export function readStatisticsReport(text: string): DatasetStatistics {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw errors.childFailed('its statistics are not JSON', '');
  }
  const files = isJsonObject(value) ? value['files'] : undefined;
  const file: unknown = Array.isArray(files) ? files[0] : undefined;
  if (!isStatistics(file)) throw errors.childFailed('its statistics are incomplete', '');
  return file;
}

/** The command is our own, of the same version: what has all its parts has them as we write them. */
function isStatistics(value: unknown): value is DatasetStatistics {
  if (!isJsonObject(value)) return false;
  const { format, nRows, problems } = value;
  return (
    typeof format === 'string' &&
    typeof nRows === 'number' &&
    OBJECTS.every((name) => isJsonObject(value[name])) &&
    OBJECTS_OR_NULL.every((name) => value[name] === null || isJsonObject(value[name])) &&
    isJsonObject(problems) &&
    Array.isArray(problems['codes'])
  );
}
