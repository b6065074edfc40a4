/** Requests to a run's trainer: lines appended to control.jsonl by any window or terminal, read by the trainer. */
import { appendFile, stat } from 'node:fs/promises';
import { writeError } from '../common/files.ts';
import { isJsonObject } from '../common/json.ts';
import { isLockAlive, readLock } from './lock.ts';
import { runPaths } from './runFolder.ts';
import { errors } from '../common/errors.ts';

/** `continue` ends a pause; the others are as named. `stop` saves first. */
const CONTROL_REQUESTS = ['stop', 'pause', 'continue', 'checkpoint', 'evaluate'] as const;
export type ControlRequest = (typeof CONTROL_REQUESTS)[number];

/** Asks the run's trainer for something. Throws UserError `run-not-running` when there is none. */
export async function requestControl(folder: string, request: ControlRequest): Promise<void> {
  const paths = runPaths(folder);
  if (!isLockAlive(await readLock(paths.lock))) throw errors.runNotRunning(paths.root);
  await appendFile(paths.control, `${JSON.stringify({ time: new Date().toISOString(), request })}\n`).catch(
    (error: unknown) => {
      throw writeError(paths.control, error);
    },
  );
}

export function parseControlLine(line: string): ControlRequest | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isJsonObject(value)) return undefined;
    return CONTROL_REQUESTS.find((request) => request === value['request']);
  } catch {
    return undefined;
  }
}

/** Where a trainer starts to read: what was asked of an earlier one is void. */
export async function controlStart(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
