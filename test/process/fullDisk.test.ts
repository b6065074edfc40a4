/** A disk that fills up while a run trains. Needs a small file system of its own, which only root on Linux can make. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadNewestCheckpoint } from '../../src/runs/checkpoints.ts';
import { hashFile } from '../../src/runs/fingerprint.ts';
import { readRun } from '../../src/runs/list.ts';
import { runPaths } from '../../src/runs/runFolder.ts';
import { runCli } from '../support/cli.ts';
import {
  makeTinyRun,
  makeTinyWorkspace,
  startTrainer,
  textOf,
  until,
  type TinyWorkspace,
} from '../support/trainerChild.ts';

const disk = await mountSmallDisk();
if (disk === undefined) console.warn('Skipped: a full disk, because no small file system can be mounted here.');

async function mountSmallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'tw-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
}

describe.skipIf(disk === undefined)('on a full disk', () => {
  let folder: string;
  let workspace: TinyWorkspace;
  const filler = join(disk ?? '', 'filler');
  /** Takes every free byte. */
  const fill = () => writeFile(filler, Buffer.alloc(2 << 20)).catch(() => undefined);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tw-full-'));
    workspace = await makeTinyWorkspace(folder);
  });
  afterAll(async () => {
    execFileSync('umount', [disk!]);
    await rm(disk!, { recursive: true });
    await rm(folder, { recursive: true });
  });

  test('a run that cannot be made says so and is not there', async () => {
    await fill();
    const out = join(disk!, 'run');
    const { code, stderr } = await runCli([
      'train',
      '--dataset',
      workspace.dataset,
      '--base',
      workspace.base,
      '--out',
      out,
    ]);
    expect(stderr).toContain('The disk is full');
    expect(code).toBe(1);
    await rm(filler);
    expect(await readdir(disk!)).toEqual([]);
  });

  test('the last checkpoint stays whole, and the run goes on from it to the same bits', async () => {
    const settings = { maxSteps: 30, checkpointEvery: 5 };
    const calm = await makeTinyRun(workspace, join(folder, 'calm'), settings);
    expect(await startTrainer(calm).ended).toMatchObject({ code: 0 });

    const run = await makeTinyRun(workspace, join(disk!, 'run'), settings);
    const paths = runPaths(run);
    const hook = join(folder, 'paused');
    const trainer = startTrainer(run, { TUNEWRIGHT_TEST_PAUSE_BEFORE_RENAME: hook });
    await until(trainer, async () => ((await textOf(hook)) === 'step-5' ? true : undefined));
    await fill();
    await rm(hook);
    const { code, stderr } = await trainer.ended;
    expect(stderr).toContain('The disk is full');
    expect(code).toBe(1);
    expect(['failed', 'interrupted']).toContain((await readRun(run)).state.status);
    expect((await loadNewestCheckpoint(paths.checkpoints)).state?.progress.step).toBe(5);

    await rm(filler);
    expect(await startTrainer(run).ended).toMatchObject({ code: 0 });
    const result = (root: string) => hashFile(join(runPaths(root).adapter, 'adapter_model.safetensors'));
    expect(await result(run)).toBe(await result(calm));
    const { state } = await readRun(run);
    expect(state).toMatchObject({ status: 'finished', nResumed: 1 });
    expect(state.steps.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });
});
