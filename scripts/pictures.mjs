// Takes the README's pictures of the three jobs from the real editor, while the drive of the main job runs: `node scripts/pictures.mjs`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runShown } from './setup/command.mjs';
import { runScript, setUp } from './setup.mjs';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'images');

await runScript(import.meta.filename, async () => {
  await setUp(['editor', 'browser']);
  await mkdir(FOLDER, { recursive: true });
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  process.exitCode = await runShown(process.execPath, [vitest, 'run', 'test/editor/tuning.test.ts'], {
    cwd: ROOT,
    env: { ...process.env, TUNEWRIGHT_PICTURES: FOLDER },
  });
});
