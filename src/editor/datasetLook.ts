/** Does a JSON Lines document look like an instruction dataset? A cheap look at its first lines; knows nothing of the editor. */

/** What is looked at: enough for a file whose first rows are broken, little enough for every document that opens. */
const MAX_LINES = 50;
const MAX_LINE_LENGTH = 2000;

/** Keys that rows of instruction data have, in the formats we read and in those that a column mapping can reach. */
const KEYS = [
  ...['instruction', 'output', 'messages', 'conversations', 'role', 'prompt', 'completion', 'text'],
  ...['chosen', 'rejected', 'preferred_output', 'kto_tag', 'question', 'answer', 'query', 'response'],
];
const KEY = new RegExp(`["'](?:${KEYS.join('|')})["']\\s*:`);

/** True when one of the first lines names a dataset's key, or one of the user's own columns. */
export function looksLikeDataset(
  lineCount: number,
  lineAt: (index: number) => string,
  ownColumns: readonly string[],
): boolean {
  for (let i = 0; i < Math.min(lineCount, MAX_LINES); i++) {
    const line = lineAt(i).slice(0, MAX_LINE_LENGTH);
    if (KEY.test(line) || ownColumns.some((column) => line.includes(JSON.stringify(column)))) return true;
  }
  return false;
}
