/** From a preflight to a run folder that a trainer can start on: snapshot, recipe and manifest. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hashFile, hashModelFolder } from '../runs/fingerprint.ts';
import { currentVersions, writeRunFiles } from '../runs/manifest.ts';
import { createRunAt, createWorkspaceRun, storedPath, type NewRun, type RunPaths } from '../runs/runFolder.ts';
import { writeSnapshot } from '../runs/snapshot.ts';
import type { Preflight } from './preflight.ts';

export type RunPlace =
  /** The run folder itself (`--out`). */
  | { out: string }
  /** `.tunewright/` goes into this folder. */
  | { workspace: string };

/** `text`: what was trained on instead of the file. The returned `discard` takes everything back, for a run that fails before it starts. */
export async function createRun(
  { resolved, dataset, samples, baseFolder, template, summary }: Preflight,
  place: RunPlace,
  text?: string,
): Promise<{ paths: RunPaths; discard: () => Promise<void> }> {
  const now = new Date();
  const name = basename(dataset.path).replace(/\.(?:gz$|jsonl?(?:\.gz)?$)/i, '');
  const run = 'out' in place ? await createRunAt(place.out) : await createWorkspaceRun(place.workspace, name, now);
  let discard = (): Promise<void> => run.discard();
  try {
    const snapshot = await writeSnapshot(run.dataFolder, samples);
    if (snapshot.created) discard = () => discardWithSnapshot(run, snapshot.path);
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
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Where a run goes when nobody says: beside the dataset. */
export const defaultPlace = (dataset: Preflight['dataset']): RunPlace => ({ workspace: dirname(dataset.path) });

async function discardWithSnapshot(run: NewRun, snapshot: string): Promise<void> {
  await rm(snapshot, { force: true });
  await run.discard();
}
