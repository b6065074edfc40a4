/** Losses of rows, as `tunewright eval --json` prints them. */
import { readFile } from 'node:fs/promises';
import { errors } from '../../common/errors.ts';
import { isJsonObject, type JsonValue } from '../../common/json.ts';

/** Row number, from 1, → mean loss over the row's trained tokens. Throws UserError for a file that holds no such losses. */
export async function readLosses(path: string): Promise<Map<number, number>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw errors.fileUnreadable(path, error);
  });
  const rows = rowsOf(parsed(text));
  const losses = new Map<number, number>();
  for (const item of rows ?? []) {
    const [row, loss] = isJsonObject(item) ? [item['row'], item['loss']] : [];
    if (typeof row !== 'number' || !Number.isInteger(row) || row < 1 || typeof loss !== 'number')
      throw errors.notLosses(path);
    losses.set(row, loss);
  }
  if (losses.size === 0) throw errors.notLosses(path);
  return losses;
}

const rowsOf = (value: JsonValue | undefined): JsonValue[] | undefined => {
  const rows = isJsonObject(value) ? value['rows'] : undefined;
  return Array.isArray(rows) ? rows : undefined;
};

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
