/** What must be the same for a resumed run to go on exactly: settings that shape a step, and the rows themselves. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../common/json.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { SettingName } from '../recipe/settings.ts';
import type { TrainingRow } from './rows.ts';

/** Settings that only say what is watched or stored may change; paths too, since a folder may have moved. */
const FREE: ReadonlySet<SettingName> = new Set<SettingName>([
  'dataset',
  'base',
  'format',
  'columns',
  'evaluateEvery',
  'checkpointEvery',
]);

export function mustMatch(recipe: Recipe, rows: readonly TrainingRow[]): JsonObject {
  const settings = Object.entries(recipe).filter(
    (entry): entry is [SettingName, string | number] =>
      !FREE.has(entry[0] as SettingName) && typeof entry[1] !== 'object',
  );
  return { ...Object.fromEntries(settings), rows: hashRows(rows) };
}

/** Covers the tokens and the mask, hence also the tokenizer and the template. */
function hashRows(rows: readonly TrainingRow[]): string {
  const hash = createHash('sha256');
  for (const { rowHash, ids, supervised } of rows) hash.update(rowHash).update(ids).update(supervised);
  return hash.digest('hex');
}
