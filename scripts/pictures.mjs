// Takes the README's pictures of the three jobs from the real editor, while its drives run: `node scripts/pictures.mjs`.
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
  const drives = ['test/editor/datasets.test.ts', 'test/editor/tuning.test.ts'];
  process.exitCode = await runShown(process.execPath, [vitest, 'run', '--project', 'editor', ...drives], {
    cwd: ROOT,
    env: { ...process.env, TUNEWRIGHT_PICTURES: FOLDER },
  });
});
