/** Where a run lives on disk: the paths inside a run folder, and making (or unmaking) one. What the files mean is in the files beside this one. */
import { mkdir, readdir, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { errors } from '../common/errors.ts';
import { removeAll, writeError } from '../common/files.ts';

/** Absolute paths of everything in one run folder. */
export type RunPaths = {
  root: string;
  recipe: string;
  manifest: string;
  events: string;
  control: string;
  lock: string;
  log: string;
  checkpoints: string;
  /** What a full run's result needs of its base: configuration, tokenizer, template. */
  baseFiles: string;
  /** Result of a LoRA run, PEFT layout. */
  adapter: string;
  /** Result of a full run, Hugging Face layout. */
  model: string;
};

export function runPaths(folder: string): RunPaths {
  const root = resolve(folder);
  return {
    root,
    recipe: join(root, 'recipe.json'),
    manifest: join(root, 'manifest.json'),
    events: join(root, 'events.jsonl'),
    control: join(root, 'control.jsonl'),
    lock: join(root, 'lock'),
    log: join(root, 'trainer.log'),
    checkpoints: join(root, 'checkpoints'),
    baseFiles: join(root, 'base-files'),
    adapter: join(root, 'adapter'),
    model: join(root, 'model'),
  };
}

/** The workspace's own folder for runs and snapshots, beside the dataset. */
export const WORKSPACE_FOLDER = '.tunewright';

/** A run folder just made. */
export type NewRun = {
  paths: RunPaths;
  /** Where snapshots of the data go: shared by the runs of a workspace, inside the run for one made with `--out`. */
  dataFolder: string;
  /** Takes back all that was made, when a run fails before it started. What was there before stays. */
  discard(): Promise<void>;
};

/** Makes `<workspace>/.tunewright/runs/<time>-<name>/`. Throws UserError `not-writable` or `disk-full`. */
export async function createWorkspaceRun(workspace: string, name: string, now: Date): Promise<NewRun> {
  const home = join(resolve(workspace), WORKSPACE_FOLDER);
  const dataFolder = join(home, 'data');
  const runs = join(home, 'runs');
  try {
    await mkdir(runs, { recursive: true });
    await writeFile(join(home, '.gitignore'), '*\n', { flag: 'wx' }).catch(ignoring('EEXIST'));
    const paths = runPaths(await makeUniqueFolder(join(runs, runName(name, now))));
    const discard = async () => {
      await removeAll(paths.root);
      for (const folder of [runs, dataFolder]) await rmdir(folder).catch(ignoring('ENOTEMPTY', 'EEXIST', 'ENOENT'));
      const left = await readdir(home);
      if (left.every((entry) => entry === '.gitignore')) await removeAll(home);
    };
    return { paths, dataFolder, discard };
  } catch (error) {
    throw writeError(home, error);
  }
}

/**
 * Makes the run folder that `--out` names; it must be empty or absent. Its event log is made with it and is the claim: of two processes
 * that find the folder empty, one gets it. Throws UserError `out-not-empty`, `not-writable` or `disk-full`. */
export async function createRunAt(folder: string): Promise<NewRun> {
  const paths = runPaths(folder);
  const found = await stat(paths.root).catch(ignoring('ENOENT'));
  if (found?.isDirectory() === false) throw errors.outNotEmpty(paths.root, 'it is a file');
  try {
    if (found !== undefined && (await readdir(paths.root)).length > 0)
      throw errors.outNotEmpty(paths.root, 'it is not empty');
    const firstMade = await mkdir(paths.root, { recursive: true });
    await writeFile(paths.events, '', { flag: 'wx' }).catch((error: unknown) => {
      throw isSystemError(error, 'EEXIST') ? errors.outNotEmpty(paths.root, 'another run has just begun there') : error;
    });
    const discard = async () => {
      for (const entry of (await readdir(paths.root).catch(ignoring('ENOENT'))) ?? [])
        await removeAll(join(paths.root, entry));
      if (firstMade !== undefined) await removeEmpty(paths.root, firstMade);
    };
    return { paths, dataFolder: join(paths.root, 'data'), discard };
  } catch (error) {
    throw writeError(paths.root, error);
  }
}

/** A path as run files store it: POSIX and relative to the run root, the absolute one beside. */
export type StoredPath = { relative: string; absolute: string };

export function storedPath(root: string, path: string): StoredPath {
  const absolute = resolve(root, path);
  return { relative: relative(root, absolute).split(sep).join('/'), absolute };
}

/** The place a stored path means today: relative to the run, which may have been moved, or where it was. */
export async function locate(root: string, stored: StoredPath): Promise<string | undefined> {
  for (const candidate of [resolve(root, ...stored.relative.split('/')), stored.absolute])
    if ((await stat(candidate).catch(() => undefined)) !== undefined) return candidate;
  return undefined;
}

/** `2026-01-31_09-05-00-support-bot`: sorts by time (UTC), is a legal name everywhere. */
function runName(name: string, now: Date): string {
  const time = now.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-');
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? time : `${time}-${slug}`;
}

async function makeUniqueFolder(folder: string): Promise<string> {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? folder : `${folder}-${n}`;
    const made = await mkdir(candidate).then(() => true, ignoring('EEXIST'));
    if (made === true) return candidate;
  }
}

/** Removes `folder` and those above it up to `last`, as far as nobody else has put anything there. */
async function removeEmpty(folder: string, last: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      ignoring('ENOTEMPTY', 'EEXIST', 'ENOENT')(error);
      return;
    }
    if (at === resolve(last)) return;
  }
}

/** A rejection handler that lets the named system errors pass as `undefined`. */
function ignoring(...codes: string[]): (error: unknown) => undefined {
  return (error) => {
    if (isSystemError(error, ...codes)) return undefined;
    throw error;
  };
}

const isSystemError = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));
