import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunAt, createWorkspaceRun, locate, storedPath } from './runFolder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-run-'));
});
afterEach(() => rm(folder, { recursive: true }));

const now = new Date('2026-01-31T09:05:00Z');

test('a workspace run is named by time and data, and two at once do not meet', async () => {
  const first = await createWorkspaceRun(folder, 'Support Bot! (v2)', now);
  const second = await createWorkspaceRun(folder, 'Support Bot! (v2)', now);
  expect(basename(first.paths.root)).toBe('2026-01-31_09-05-00-support-bot-v2');
  expect(basename(second.paths.root)).toBe('2026-01-31_09-05-00-support-bot-v2-2');
  expect(await readFile(join(folder, '.tunewright', '.gitignore'), 'utf8')).toBe('*\n');
});

test('a discarded run leaves no trace, unless there are others', async () => {
  const first = await createWorkspaceRun(folder, 'a', now);
  const second = await createWorkspaceRun(folder, 'b', now);
  await first.discard();
  expect(await readdir(join(folder, '.tunewright', 'runs'))).toEqual([basename(second.paths.root)]);
  await second.discard();
  expect(await readdir(folder)).toEqual([]);
});

test('--out may be absent or empty, and nothing else', async () => {
  const absent = await createRunAt(join(folder, 'new', 'run'));
  await writeFile(join(absent.paths.root, 'x'), '');
  await expect(createRunAt(absent.paths.root)).rejects.toMatchObject({ code: 'out-not-empty' });
  await expect(createRunAt(join(absent.paths.root, 'x'))).rejects.toMatchObject({ code: 'out-not-empty' });
  await absent.discard();
  expect(await readdir(folder)).toEqual([]);
  await mkdir(join(folder, 'empty'));
  const empty = await createRunAt(join(folder, 'empty'));
  await writeFile(empty.paths.events, '');
  await empty.discard();
  expect([await readdir(folder), await readdir(join(folder, 'empty'))]).toEqual([['empty'], []]);
});

test('of two that want one folder at once, one gets it, and neither takes the other with it', async () => {
  const out = join(folder, 'new', 'run');
  const outcomes = await Promise.allSettled([createRunAt(out), createRunAt(out), createRunAt(out)]);
  const [won] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(lost).toMatchObject([{ code: 'out-not-empty' }, { code: 'out-not-empty' }]);
  const sibling = await createRunAt(join(folder, 'new', 'other'));
  await won!.discard();
  expect(await readdir(sibling.paths.root)).toEqual(['events.jsonl']);
});

test('stored paths survive moving run and data together', async () => {
  await mkdir(join(folder, 'w', 'runs', 'r'), { recursive: true });
  await writeFile(join(folder, 'w', 'data'), '');
  const stored = storedPath(join(folder, 'w', 'runs', 'r'), join(folder, 'w', 'data'));
  expect(stored.relative).toBe('../../data');
  await rename(join(folder, 'w'), join(folder, 'moved'));
  expect(await locate(join(folder, 'moved', 'runs', 'r'), stored)).toBe(join(folder, 'moved', 'data'));
  expect(await locate(folder, stored)).toBeUndefined();
});
