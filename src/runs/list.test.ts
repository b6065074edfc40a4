/** Which folders are runs, and which of them can be read. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveRecipe } from '../recipe/recipe.ts';
import { listRuns } from './list.ts';
import { currentVersions, readRecipeToTrain, writeRunFiles } from './manifest.ts';
import { createWorkspaceRun, storedPath, type RunPaths } from './runFolder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-list-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function makeRun(name: string): Promise<RunPaths> {
  const { paths } = await createWorkspaceRun(folder, name, new Date('2026-01-31T09:05:00Z'));
  const path = storedPath(paths.root, join(folder, 'data'));
  await writeRunFiles(paths, resolveRecipe([{ source: 'flag', values: { dataset: 'a.jsonl' } }]), {
    version: 1,
    name,
    createdAt: '2026-01-31T09:05:00Z',
    dataset: { path, format: 'alpaca', sha256: 'a' },
    snapshot: { path, sha256: 'b', rows: 1 },
    skipped: [],
    base: { name: 'embedded', folder: path, files: {} },
    tokenizer: { sha256: 'c' },
    template: { kind: 'plain', hash: 'd' },
    seed: 1,
    versions: currentVersions(),
  });
  return paths;
}

async function changeSettings({ recipe }: RunPaths, change: Record<string, unknown>): Promise<void> {
  const value = JSON.parse(await readFile(recipe, 'utf8')) as { settings: Record<string, unknown> };
  Object.assign(value.settings, change);
  await writeFile(recipe, JSON.stringify(value));
}

test("a web project's manifest.json hides no run", async () => {
  const { root } = await makeRun('a');
  await writeFile(join(folder, 'manifest.json'), '{"name": "my site"}');
  await mkdir(join(folder, 'app'));
  await writeFile(join(folder, 'app', 'manifest.json'), '{}');
  const { runs, unreadable } = await listRuns(folder);
  expect([runs.map((run) => run.folder), unreadable]).toEqual([[root], []]);
  expect((await listRuns(root)).runs).toHaveLength(1);
});

test('a run of a newer version can be looked at, not trained on; one that makes no sense is passed over', async () => {
  const newer = await makeRun('newer');
  await changeSettings(newer, { packing: true });
  const broken = await makeRun('broken');
  await changeSettings(broken, { method: 'guessing' });
  const { runs, unreadable } = await listRuns(folder);
  expect(runs.map((run) => run.folder)).toEqual([newer.root]);
  expect(unreadable).toMatchObject([{ folder: broken.root, reason: { code: 'recipe-invalid' } }]);
  await expect(readRecipeToTrain(newer)).rejects.toThrow('"packing"');
});
