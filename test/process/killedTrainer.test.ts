/** A trainer killed at ten moments: the folder is always readable, and the run ends as if nothing had happened. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../src/common/random.ts';
import { checkpointSteps } from '../../src/runs/checkpoints.ts';
import { hashFile } from '../../src/runs/fingerprint.ts';
import { listRuns, readRun } from '../../src/runs/list.ts';
import { runPaths } from '../../src/runs/runFolder.ts';
import { makeTinyRun, makeTinyWorkspace, startTrainer, textOf, until, type Trainer } from '../support/trainerChild.ts';

let folder: string;
let trainer: Trainer | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-kill-'));
});
afterEach(async () => {
  trainer?.child.kill('SIGKILL');
  await trainer?.ended;
  await rm(folder, { recursive: true });
});

const kill = async () => {
  expect(trainer!.child.exitCode).toBeNull();
  trainer!.child.kill('SIGKILL');
  expect((await trainer!.ended).signal).toBe('SIGKILL');
};

const SETTINGS = { epochs: 40, checkpointEvery: 7, evaluateEvery: 25 };

test.each([
  { method: 'lora', nKills: 10 },
  { method: 'full', nKills: 4 },
] as const)(
  'killed $nKills times, a $method run has the result of one that was left alone',
  async ({ method, nKills }) => {
    const seed = Date.now() % 100_000;
    console.log(`killedTrainer ${method}: seed ${seed}`);
    const random = seededRandom(seed, 'kills');
    const workspace = await makeTinyWorkspace(folder);
    const calm = await makeTinyRun(workspace, join(folder, 'calm'), { ...SETTINGS, method });
    trainer = startTrainer(calm);
    expect(await trainer.ended).toMatchObject({ code: 0 });

    const run = await makeTinyRun(workspace, join(folder, 'run'), { ...SETTINGS, method });
    const paths = runPaths(run);
    const hook = join(folder, 'paused');
    const result = method === 'lora' ? 'adapter' : 'model';

    /** Kills between a finished temporary folder and its rename; `wanted` picks the folder by name. */
    const killBeforeRename = async (wanted: (name: string) => boolean) => {
      trainer = startTrainer(run, { TUNEWRIGHT_TEST_PAUSE_BEFORE_RENAME: hook });
      for (;;) {
        const name = await until(trainer, async () => nonEmpty(await textOf(hook)));
        const isWanted = wanted(name);
        if (isWanted) await kill();
        await rm(hook);
        if (isWanted) return;
      }
    };
    const killAtRandom = async () => {
      const { nResumed, started } = (await readRun(run)).state;
      trainer = startTrainer(run);
      const isLate = random.next() < 0.8; // else while it loads
      if (isLate)
        await until(trainer, async () => {
          const { state } = await readRun(run);
          return state.nResumed > nResumed || (started === undefined && state.started !== undefined) ? true : undefined;
        });
      await delay(random.next() * 400);
      await kill();
    };

    const moments: (() => Promise<void>)[] = [
      () => killBeforeRename(() => true), // the first checkpoint of all
      killAtRandom,
      () => killBeforeRename(() => random.next() < 0.5),
      killAtRandom,
      killAtRandom,
      () => killBeforeRename(() => random.next() < 0.5),
      killAtRandom,
      killAtRandom,
      killAtRandom,
      () => killBeforeRename((name) => name === result),
    ];
    for (const moment of [...moments.slice(0, nKills - 1), moments.at(-1)!]) {
      await moment();
      const { state } = await readRun(run);
      expect(state.status).toBe('interrupted');
      expect(state.steps.map(({ step }) => step)).toEqual(state.steps.map((_, i) => i + 1));
      expect((await listRuns(run)).unreadable).toEqual([]);
      expect(await readdir(run)).not.toContain(result);
    }

    trainer = startTrainer(run);
    expect(await trainer.ended).toMatchObject({ code: 0 });
    const [after, reference] = [(await readRun(run)).state, (await readRun(calm)).state];
    expect(after).toMatchObject({ status: 'finished', step: reference.started?.totalSteps, nUnknown: 0 });
    expect(after.nResumed).toBeGreaterThan(0);
    const curve = (state: typeof after) =>
      state.steps.map(({ step, loss, gradientNorm }) => [step, loss, gradientNorm]);
    expect(curve(after)).toEqual(curve(reference));
    expect(after.evaluations.map(({ step, loss }) => [step, loss])).toEqual(
      reference.evaluations.map(({ step, loss }) => [step, loss]),
    );
    const weights = method === 'lora' ? 'adapter_model.safetensors' : 'model.safetensors';
    expect(await hashFile(join(run, result, weights))).toBe(await hashFile(join(calm, result, weights)));
    expect((await readdir(run)).filter((name) => name.endsWith('.tmp') || name.startsWith('lock'))).toEqual([]);
    expect(await checkpointSteps(paths.checkpoints)).toHaveLength(2);
    expect(await readdir(paths.checkpoints)).toHaveLength(2);
  },
);

/** A file that was only just created says nothing yet. */
const nonEmpty = (text: string | undefined) => (text === '' ? undefined : text);
