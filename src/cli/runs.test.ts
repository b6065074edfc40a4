import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { runsCommand } from './runs.ts';

test('a folder without runs is named, with the next step', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'runs-'));
  let text = '';
  const write = (part: string) => void (text += part);
  const io = {
    stdout: write,
    stderr: write,
    interactive: false,
    signal: new AbortController().signal,
    drained: () => Promise.resolve(),
  };
  try {
    expect(await runsCommand.run([folder], io)).toBe(0);
    expect(text).toBe(`There are no runs in ${folder} yet. Start one: tunewright train --dataset FILE\n`);
    text = '';
    await runsCommand.run([relative('', folder)], io);
    expect(text).toContain(`no runs in ${folder} yet`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
