/** `--columns question=instruction,answer=output`, for every command that reads a dataset. */
import { errors } from '../common/errors.ts';
import { isJsonObject, type JsonValue } from '../common/json.ts';

const NEXT = 'Write --columns COLUMN=FIELD,…, such as question=instruction,answer=output.';

/** Own columns to fields; names with "," or "=" in them as a JSON object. Throws UserError `usage` for what is no mapping. */
export function parseColumns(text: string): Readonly<Record<string, string>> {
  const pairs = jsonPairs(text) ?? text.split(',').map(parsePair);
  for (const names of [pairs.map(([column]) => column), pairs.map(([, field]) => field)])
    if (new Set(names).size < names.length) throw errors.usage(`"${text}" names a column or a field twice.`, NEXT);
  return Object.fromEntries(pairs);
}

function parsePair(pair: string): [string, string] {
  const [column = '', field = '', ...rest] = pair.split('=').map((part) => part.trim());
  if (column === '' || field === '' || rest.length > 0)
    throw errors.usage(`"${pair}" maps no column to a field.`, NEXT);
  return [column, field];
}

/** Undefined: not written as JSON. */
function jsonPairs(text: string): [string, string][] | undefined {
  if (!text.startsWith('{')) return undefined;
  const value = parseJson(text);
  if (!isJsonObject(value)) throw errors.usage(`"${text}" is no JSON object.`, NEXT);
  return Object.entries(value).map(([column, field]) => {
    if (column === '' || typeof field !== 'string' || field === '')
      throw errors.usage(`"${column}" is mapped to no field.`, NEXT);
    return [column, field];
  });
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
