/**
 * A hook for the tests that kill a trainer at the worst moment. With TUNEWRIGHT_TEST_PAUSE_BEFORE_RENAME=PATH, each finished temporary folder
 * is announced by writing its name to PATH, and the rename waits until PATH is gone. Without the variable it does nothing.
 */
import { stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export async function pauseForTest(name: string): Promise<void> {
  const path = process.env['TUNEWRIGHT_TEST_PAUSE_BEFORE_RENAME'];
  if (path === undefined) return;
  await writeFile(path, name);
  while ((await stat(path).catch(() => undefined)) !== undefined) await delay(20);
}
