/** Which Node a trainer gets: one that was tried, or a message that says what was tried. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findNode } from '../../src/processes/nodeExecutable.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tw-node-'));
});
afterAll(() => rm(folder, { recursive: true }));

const script = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
};

test('this Node loads the engine; its children hear nothing of the editor', async () => {
  process.env['VSCODE_PID'] = '1';
  const { path, env } = await findNode();
  delete process.env['VSCODE_PID'];
  expect(path).toBe(process.execPath);
  expect(Object.keys(env).filter((name) => name.startsWith('VSCODE_'))).toEqual([]);
  expect(env['PATH']).toBe(process.env['PATH']);
});

test.skipIf(process.platform === 'win32')('a named Node that cannot do it is an error, never replaced', async () => {
  const cases: [string, RegExp][] = [
    [join(folder, 'absent'), /absent.*ENOENT/],
    [await script('old', 'echo 18.19.0'), /it is Node 18\.19\.0/],
    [await script('nearly', 'echo 20.18.3'), /it is Node 20\.18\.3/],
    [await script('other', 'echo hello'), /it is not Node/],
    [await script('broken', 'echo "Error: libonnx is missing" >&2; exit 1'), /libonnx is missing/],
  ];
  for (const [path, message] of cases)
    await expect(findNode(path)).rejects.toMatchObject({
      code: 'no-node',
      message: expect.stringMatching(message) as string,
    });
});

test.skipIf(process.platform === 'win32')(
  'where the engine is what does not load, no other Node is asked for',
  async () => {
    const path = await script('engineless', 'echo "Cannot find module onnxruntime-node" >&2; exit 3');
    await expect(findNode(path)).rejects.toMatchObject({
      code: 'engine-missing',
      message: expect.stringContaining('Cannot find module onnxruntime-node') as string,
    });
    expect(await findNode(await script('oldest', 'echo 20.19.0'))).toMatchObject({ path: join(folder, 'oldest') });
  },
);
