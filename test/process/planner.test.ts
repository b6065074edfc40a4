/** What "Fine-tune Model" does behind its questions: the real planner child, from a dataset to a trainer at work, or to a clear failure that leaves nothing. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/common/errors.ts';
import { findNode } from '../../src/processes/nodeExecutable.ts';
import { startPlanner, type Planner } from '../../src/processes/plannerClient.ts';
import { readRun } from '../../src/runs/list.ts';
import { readLock } from '../../src/runs/lock.ts';
import { runPaths } from '../../src/runs/runFolder.ts';
import { tinyDataset } from '../support/tinyModelFolder.ts';
import { makeTinyWorkspace, tinySettings, type TinyWorkspace } from '../support/trainerChild.ts';

let folder: string;
let workspace: TinyWorkspace;
let planner: Planner;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-planner-'));
  workspace = await makeTinyWorkspace(folder);
  planner = startPlanner(await findNode(process.execPath), () => undefined);
});
afterEach(async () => {
  planner.dispose();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

const plan = (more: Record<string, unknown> = {}, text?: string) =>
  planner.plan({ ...tinySettings(workspace), ...more }, text);

test('plans, starts a trainer that outlives it, and the run ends as any other', async () => {
  const summary = await plan({ epochs: 2 });
  expect(summary).toMatchObject({ rows: 24, trainRows: 22, validationRows: 2, skipped: [], cutRows: 0 });
  const run = await planner.start(folder);
  expect(run.startsWith(join(folder, '.tunewright', 'runs'))).toBe(true);
  planner.dispose();
  await expect.poll(async () => (await readRun(run)).state.status, { timeout: 60_000 }).toBe('finished');
  const { state, manifest } = await readRun(run);
  expect(state.started?.totalSteps).toBe(summary.totalSteps);
  expect(manifest.dataset.path.absolute).toBe(workspace.dataset);
  await expect.poll(() => readLock(runPaths(run).lock), { timeout: 20_000 }).toBeUndefined();
});

test("an editor's unsaved text is what counts, not the file", async () => {
  const summary = await plan({}, `${tinyDataset(10)}not json\n`);
  expect(summary.rows).toBe(11);
  expect(summary.skipped).toMatchObject([{ code: 'json-syntax', rows: 1, firstRow: 11 }]);
});

describe('bad input is told and leaves nothing behind', () => {
  const edit = async (name: string, change: (config: Record<string, unknown>) => void): Promise<void> => {
    const path = join(workspace.base, name);
    const value = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    change(value);
    await writeFile(path, JSON.stringify(value));
  };
  test.each<[string, string, () => Promise<unknown>]>([
    ['an empty dataset', 'nothing-to-train', () => writeFile(workspace.dataset, '')],
    ['no valid row', 'nothing-to-train', () => writeFile(workspace.dataset, '{"instruction": "a", "output": 1}\n')],
    ['no trained token', 'nothing-to-train', () => writeFile(workspace.dataset, '{"prompt": "a", "completion": ""}\n')],
    ['no dataset', 'file-not-found', () => rm(workspace.dataset)],
    ['a folder without a model', 'model-folder-invalid', () => rm(join(workspace.base, 'config.json'))],
    ['truncated weights', 'safetensors-invalid', () => truncate(join(workspace.base, 'model.safetensors'), 500)],
    [
      'an unknown architecture',
      'model-unsupported',
      () =>
        edit('config.json', (config) =>
          Object.assign(config, { architectures: ['MambaForCausalLM'], model_type: 'mamba' }),
        ),
    ],
  ])('%s', async (_, code, spoil) => {
    await spoil();
    const before = await readdir(folder);
    const failure: unknown = await plan().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({ code });
    expect((failure as UserError).next).not.toBe('');
    expect(await readdir(folder)).toEqual(before);
  });

  test('a run that cannot start is taken back', async () => {
    await plan();
    await rm(join(workspace.base, 'model.safetensors')); // between the question and the answer
    const before = await readdir(folder);
    await expect(planner.start(folder)).rejects.toBeInstanceOf(UserError);
    expect(await readdir(folder)).toEqual(before);
  });

  test('a child that is gone fails what is asked of it', async () => {
    planner.dispose();
    await expect(plan()).rejects.toMatchObject({ code: 'child-failed' });
  });
});
