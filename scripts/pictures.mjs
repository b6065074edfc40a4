// Takes the README's pictures from the real editor, while the drives of what they show run: `node scripts/pictures.mjs`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runShown } from './setup/command.mjs';
import { runScript, setUp } from './setup.mjs';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs', 'images');
const DRIVES = ['tuning', 'lens', 'statistics'].map((name) => `test/editor/${name}.test.ts`);

await runScript(import.meta.filename, async () => {
  await setUp(['editor', 'browser']);
  await mkdir(FOLDER, { recursive: true });
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  process.exitCode = await runShown(process.execPath, [vitest, 'run', ...DRIVES], {
    cwd: ROOT,
    env: { ...process.env, TUNEWRIGHT_PICTURES: FOLDER },
  });
});
