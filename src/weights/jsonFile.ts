/** Reads the small JSON files beside a model's weights. */
import { readFile, stat } from 'node:fs/promises';
import { describeError, errors, UserError } from '../common/errors.ts';
import { isJsonObject, type JsonObject } from '../common/json.ts';

/** Far above any real configuration or shard index. */
const MAX_BYTES = 50_000_000;

/** The object in `path`. Throws UserError `file-not-found`, or what `invalid` makes of the problem. */
export async function readJsonObject(path: string, invalid: (problem: string) => UserError): Promise<JsonObject> {
  let text: string;
  try {
    if ((await stat(path)).size > MAX_BYTES) throw invalid('it is too large');
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw missing ? errors.fileNotFound(path, error) : errors.fileUnreadable(path, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(`it is not JSON (${describeError(error)})`);
  }
  if (!isJsonObject(value)) throw invalid('it is not a JSON object');
  return value;
}
