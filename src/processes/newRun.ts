/** From a preflight to a run folder that a trainer can start on: snapshot, recipe and manifest. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hashFile, hashModelFolder } from '../runs/fingerprint.ts';
import { isLockAlive, readLock } from '../runs/lock.ts';
import { currentVersions, writeRunFiles } from '../runs/manifest.ts';
import { replayText } from '../runs/replay.ts';
import { createRunAt, createWorkspaceRun, runPaths, storedPath, type RunPaths } from '../runs/runFolder.ts';
import { writeSnapshot, type Snapshot } from '../runs/snapshot.ts';
import type { Preflight } from './preflight.ts';

export type RunPlace =
  /** The run folder itself (`--out`). */
  | { out: string }
  /** `.tunewright/` goes into this folder. */
  | { workspace: string };

/** `text`: what was trained on instead of the file. The returned `discard` takes everything back, for a run that fails before it starts; once a trainer has begun, it does nothing. */
export async function createRun(
  { resolved, dataset, samples, baseFolder, template, summary }: Preflight,
  place: RunPlace,
  text?: string,
): Promise<{ paths: RunPaths; discard: () => Promise<void> }> {
  const now = new Date();
  const name = basename(dataset.path).replace(/\.(?:gz$|jsonl?(?:\.gz)?$)/i, '');
  const run = 'out' in place ? await createRunAt(place.out) : await createWorkspaceRun(place.workspace, name, now);
  let snapshot: Snapshot | undefined;
  const discard = async (): Promise<void> => {
    if (await hasBegun(run.paths)) return;
    if (snapshot?.created === true && !(await isSnapshotShared(run.paths, snapshot)))
      await rm(snapshot.path, { force: true });
    await run.discard();
  };
  return orDiscard(async () => {
    snapshot = await writeSnapshot(run.dataFolder, samples);
    await writeRunFiles(run.paths, resolved, {
      version: 1,
      name,
      createdAt: now.toISOString(),
      dataset: {
        path: storedPath(run.paths.root, dataset.path),
        format: dataset.format,
        sha256: text === undefined ? await hashFile(dataset.path) : createHash('sha256').update(text).digest('hex'),
      },
      snapshot: { path: storedPath(run.paths.root, snapshot.path), sha256: snapshot.sha256, rows: snapshot.nRows },
      skipped: summary.skipped.map(({ code, reason, rows }) => ({ code, reason, rows })),
      base: {
        name: resolved.recipe.base === 'embedded' ? 'embedded' : basename(baseFolder),
        folder: storedPath(run.paths.root, baseFolder),
        files: await hashModelFolder(baseFolder),
      },
      tokenizer: { sha256: await hashFile(join(baseFolder, 'tokenizer.json')) },
      template,
      seed: resolved.recipe.seed,
      versions: currentVersions(),
    });
    return { paths: run.paths, discard };
  }, discard);
}

/** Does a step towards a run's start; if it fails, the run is taken back. What cannot be removed stays: the reason of the failure matters more. */
export async function orDiscard<T>(step: () => Promise<T>, discard: () => Promise<void>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    await discard().catch(() => undefined);
    throw error;
  }
}

/** Where a run goes when nobody says: beside the dataset. */
export const defaultPlace = (dataset: Preflight['dataset']): RunPlace => ({ workspace: dirname(dataset.path) });

/** The files say so, not the caller: a trainer of another process may own the run by now. */
async function hasBegun({ lock, events }: RunPaths): Promise<boolean> {
  if (isLockAlive(await readLock(lock))) return true;
  return replayText(await readFile(events, 'utf8').catch(() => '')).started !== undefined;
}

/** Whether another run beside this one names the snapshot, or is just being made and may be about to. */
async function isSnapshotShared({ root }: RunPaths, { sha256 }: Snapshot): Promise<boolean> {
  const runs = dirname(root);
  const others = (await readdir(runs).catch(() => [])).filter((name) => name !== basename(root));
  const manifests = others.map((name) => readFile(runPaths(join(runs, name)).manifest, 'utf8').catch(() => undefined));
  return (await Promise.all(manifests)).some((text) => text === undefined || text.includes(sha256));
}
