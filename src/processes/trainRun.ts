/**
 * One run, from its folder to its result: what the trainer child and the command line both do. Joins the training loop, which stores nothing,
 * to the run folder, which knows nothing of training. A run that was stopped, killed or failed goes on from its newest checkpoint.
 */
import { readFile } from 'node:fs/promises';
import { errors } from '../common/errors.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { loadNewestCheckpoint, saveCheckpoint } from '../runs/checkpoints.ts';
import { openEventLog } from '../runs/events.ts';
import { removeLeftovers } from '../runs/folderWrite.ts';
import { takeLock, type Lock } from '../runs/lock.ts';
import { readManifest, readRecipeToTrain, type Manifest } from '../runs/manifest.ts';
import { replayText } from '../runs/replay.ts';
import { runPaths, type RunPaths } from '../runs/runFolder.ts';
import { createEngine } from '../training/createEngine.ts';
import type { RunEvent, TrainingEvent } from '../training/events.ts';
import { train } from '../training/train.ts';
import { loadRun } from './loadRun.ts';
import { createRecorder, isTaken, type Recorder, type RunEnd } from './recorder.ts';
import { resumeNotices } from './resumeNotices.ts';
import { openRunControl, type RunControl } from './runControl.ts';
import { keepCompanions, removeResult, saveResult } from './saveResult.ts';

export type TrainRunOptions = {
  /** Aborted: save and stop. */
  stop: AbortSignal;
  onEvent?: (event: RunEvent) => void;
  /** Rejects with what nobody caught in this process: the run then failed of it. */
  crashed?: Promise<never>;
};

/**
 * Trains until the end, a stop or a failure, and resolves to the event that says so.
 * Throws UserError `run-not-found`, `run-unreadable`, `run-locked` or `run-finished` when the run cannot be opened, and `run-taken` when it was lost; nothing is written then.
 */
export async function trainRun(folder: string, { stop, onEvent, crashed }: TrainRunOptions): Promise<RunEnd> {
  const paths = runPaths(folder);
  const manifest = await readManifest(paths);
  const recipe = await readRecipeToTrain(paths);
  const lock = await takeLock(paths.lock);
  try {
    const before = replayText(await readFile(paths.events, 'utf8').catch(() => ''));
    if (before.status === 'finished') throw errors.runFinished(paths.root);
    const log = await openEventLog(paths.events);
    const control = await openRunControl(paths.control, stop);
    const recorder = createRecorder(paths, log, lock, before, onEvent ?? (() => undefined));
    try {
      const hasStarted = before.started !== undefined;
      const segment = trainSegment({ paths, manifest, recipe, hasStarted, lock, control, recorder });
      return await (crashed === undefined ? segment : Promise.race([segment, crashed]));
    } catch (error) {
      if (isTaken(error)) throw error;
      return await recorder.fail(error);
    } finally {
      control.dispose();
      await log.close();
    }
  } finally {
    await lock.release();
  }
}

/** One trainer's share of a run, from taking the lock to releasing it. */
type Segment = {
  paths: RunPaths;
  manifest: Manifest;
  recipe: Recipe;
  /** An earlier trainer had begun. */
  hasStarted: boolean;
  lock: Lock;
  control: RunControl;
  recorder: Recorder;
};

async function trainSegment(segment: Segment): Promise<RunEnd> {
  const { paths, manifest, recipe, hasStarted, lock, control, recorder } = segment;
  await removeLeftovers(paths.root);
  const found = await loadNewestCheckpoint(paths.checkpoints);
  const { model, data, baseFolder } = await loadRun(paths, manifest, recipe, { verifyBase: hasStarted });
  if (recipe.method === 'full') await keepCompanions(paths, baseFolder);
  const engine = await createEngine(model, recipe);
  try {
    if (hasStarted && found.state === undefined) await recorder.append({ type: 'resumed', fromStep: 0 });
    const events = train(
      {
        recipe,
        model,
        data,
        ...(found.state === undefined ? {} : { resume: found.state }),
        saveCheckpoint: async (state) => {
          await recorder.sync(); // a checkpoint must not outlive the events of its steps
          lock.requireOurs();
          return saveCheckpoint(paths.checkpoints, state);
        },
        saveResult: async (trainable) => {
          lock.requireOurs();
          return saveResult(paths, baseFolder, model, trainable);
        },
        takeRequest: () => control.take(),
      },
      engine,
    );
    return await record(events, segment, () => (hasStarted ? resumeNotices(manifest, found, recorder.step()) : []));
  } finally {
    await engine.dispose();
  }
}

/** Appends event after event. `notices` follow the first. */
async function record(
  events: AsyncGenerator<TrainingEvent, void>,
  { paths, lock, control, recorder }: Segment,
  notices: () => TrainingEvent[],
): Promise<RunEnd> {
  let isFirst = true;
  for (;;) {
    const next = await Promise.race([events.next(), lock.lost]);
    if (next.done === true) throw new Error('training ended without an event that says so');
    const event = await recorder.append(next.value);
    if (event.type === 'finished' || event.type === 'failed') return event;
    if (event.type === 'resumed') await removeResult(paths);
    if (isFirst) for (const notice of notices()) await recorder.append(notice);
    isFirst = false;
    if (event.type === 'paused') {
      await Promise.race([control.pauseEnd(), lock.lost]);
      await recorder.append({ type: 'resumed', fromStep: event.step });
    }
  }
}
