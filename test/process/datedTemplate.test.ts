/** A template that writes the date: what a run was trained on does not change with the day. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRun } from '../../src/processes/loadRun.ts';
import { loadTokenizer } from '../../src/prompt/tokenizer.ts';
import { readManifest, readRunRecipe } from '../../src/runs/manifest.ts';
import { runPaths, type RunPaths } from '../../src/runs/runFolder.ts';
import { runCli } from '../support/cli.ts';
import { makeTinyRun, makeTinyWorkspace, type TinyWorkspace } from '../support/trainerChild.ts';

const DATED = `{{ strftime_now('%Y-%m-%d') }} {% for m in messages %}{{ m.role + ':' + m.content + eos_token }}{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}`;

let folder: string;
let workspace: TinyWorkspace;
let paths: RunPaths;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-dated-'));
  workspace = await makeTinyWorkspace(folder);
  await writeFile(join(workspace.base, 'chat_template.jinja'), DATED);
  paths = runPaths(await makeTinyRun(workspace, join(folder, 'run')));
  const manifest = await readManifest(paths);
  await writeFile(paths.manifest, JSON.stringify({ ...manifest, createdAt: '2024-02-29T23:30:00.000Z' }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('trains on rows of the day the run was made', async () => {
  const manifest = await readManifest(paths);
  const { data } = await loadRun(paths, manifest, await readRunRecipe(paths), { verifyBase: false });
  const tokenizer = await loadTokenizer(workspace.base);
  const dates = [...data.train, ...data.validation].map(({ ids }) => tokenizer.decode(ids).split(' ')[0]);
  expect(dates).toEqual(Array<string>(24).fill('2024-02-29'));
});

it('shows the rows of a run as they were trained', async () => {
  const { stdout } = await runCli(['lens', workspace.dataset, '--row', '1', '--run', paths.root]);
  expect(stdout).toContain('2024-02-29');
});

it('refuses a manifest without a time', async () => {
  const manifest = JSON.parse(await readFile(paths.manifest, 'utf8')) as object;
  const path = join(folder, 'manifest.json');
  await writeFile(path, JSON.stringify({ ...manifest, createdAt: 'yesterday' }));
  await expect(readManifest({ ...paths, manifest: path })).rejects.toMatchObject({ code: 'run-unreadable' });
});
