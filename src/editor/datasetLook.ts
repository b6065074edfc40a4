/** Does a JSON Lines document look like an instruction dataset? A cheap look at its first lines; knows nothing of the editor. */
import { COLUMN_NAMES } from '../dataset/columns.ts';

/** What is looked at: enough for first rows that are broken or long, little enough for every document that opens and every edit of others. */
const MAX_LINES = 200;
const MAX_LINE_LENGTH = 20_000;
const MAX_LENGTH = 500_000;

/** Keys that rows of instruction data have, in the formats we read and in those that a column mapping can reach. */
const KEYS = [
  ...['instruction', 'input', 'output', 'system', 'history', 'prompt', 'completion', 'text'],
  ...['messages', 'conversations', 'role', 'from', 'tools', 'functions', 'parallel_tool_calls'],
  ...['chosen', 'rejected', 'preferred_output', 'non_preferred_output', 'label', 'kto_tag'],
  ...COLUMN_NAMES,
];
const KEY = new RegExp(`["'](?:${KEYS.join('|')})["']\\s*:`, 'i');

/** True when one of the first lines names a dataset's key, or one of the user's own columns. */
export function looksLikeDataset(
  lineCount: number,
  lineAt: (index: number) => string,
  ownColumns: readonly string[],
): boolean {
  let length = 0;
  for (let i = 0; i < Math.min(lineCount, MAX_LINES) && length < MAX_LENGTH; i++) {
    const line = lineAt(i).slice(0, MAX_LINE_LENGTH);
    length += line.length;
    if (KEY.test(line) || ownColumns.some((column) => line.includes(JSON.stringify(column)))) return true;
  }
  return false;
}
