/** Checkpoints on disk: `checkpoints/step-N/` with the tensors as safetensors (float32, bit for bit) and state.json, which also says what must be there. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeAll, writeFileAtomic } from '../common/files.ts';
import { isJsonObject } from '../common/json.ts';
import type { CheckpointProgress, CheckpointState } from '../training/checkpoint.ts';
import { readSafetensors, writeSafetensors } from '../weights/safetensors.ts';
import { hashFile } from './fingerprint.ts';
import { removeLeftovers, writeFolderAtomic } from './folderWrite.ts';

const TENSORS = 'tensors.safetensors';
const STATE = 'state.json';

/** The one to go on from, and one more in case that one is damaged. */
const KEPT = 2;

/** Stores a checkpoint durably, then drops all but the newest. Resolves to its name, relative to the run (POSIX). Throws UserError `disk-full` or `not-writable`; earlier ones are then as they were. */
export async function saveCheckpoint(checkpoints: string, state: CheckpointState): Promise<string> {
  const name = `step-${state.progress.step}`;
  await writeFolderAtomic(join(checkpoints, name), async (temporary) => {
    await writeSafetensors(join(temporary, TENSORS), state.tensors, 'F32');
    const sha256 = await hashFile(join(temporary, TENSORS));
    await writeFileAtomic(join(temporary, STATE), `${JSON.stringify({ ...state.progress, sha256 }, null, 2)}\n`);
  });
  await prune(checkpoints, state.progress.step);
  return `checkpoints/${name}`;
}

/** Keeps the one just saved and those before it. Later ones were damaged, or the run would not have come here again. */
async function prune(checkpoints: string, step: number): Promise<void> {
  const steps = await checkpointSteps(checkpoints);
  const kept = steps.filter((found) => found <= step).slice(0, KEPT);
  for (const found of steps) if (!kept.includes(found)) await removeAll(join(checkpoints, `step-${found}`));
}

/** What a resumed run goes on from. `damaged` names newer checkpoints that had to be passed over. */
export type FoundCheckpoint = { state: CheckpointState | undefined; damaged: string[] };

/** The newest checkpoint whose bytes are what was written; undefined when there is none. Also cleans up after a killed trainer. */
export async function loadNewestCheckpoint(checkpoints: string): Promise<FoundCheckpoint> {
  await removeLeftovers(checkpoints);
  const damaged: string[] = [];
  for (const step of await checkpointSteps(checkpoints)) {
    const state = await loadCheckpoint(join(checkpoints, `step-${step}`), step);
    if (state !== undefined) return { state, damaged };
    damaged.push(`step-${step}`);
  }
  return { state: undefined, damaged };
}

/** Steps of the finished checkpoints, newest first. */
export async function checkpointSteps(checkpoints: string): Promise<number[]> {
  const entries = await readdir(checkpoints).catch(() => []);
  return entries
    .map((entry) => /^step-(\d+)$/.exec(entry)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => b - a);
}

/** Undefined when anything about it is not as it was written. */
async function loadCheckpoint(folder: string, step: number): Promise<CheckpointState | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, STATE), 'utf8'));
    if (!isJsonObject(value)) return undefined;
    const { sha256, version, step: stored, mustMatch } = value;
    if (version !== 1 || stored !== step || !isJsonObject(mustMatch)) return undefined;
    if ((await hashFile(join(folder, TENSORS))) !== sha256) return undefined;
    const progress: CheckpointProgress = { version, step, mustMatch };
    return { progress, tensors: await readSafetensors(join(folder, TENSORS)) };
  } catch {
    return undefined;
  }
}
