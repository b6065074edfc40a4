// node_modules: installed when absent, and again when package-lock.json names other versions.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npmCommand, runQuietly } from './command.mjs';
import { node24 } from './node24.mjs';
import { step } from './step.mjs';

const ROOT = join(import.meta.dirname, '..', '..');

/** Makes node_modules agree with package-lock.json. */
export const setUpNodeModules = () =>
  step('Node packages', async () => {
    if (await isInstalled()) return 'already there';
    const [program, ...first] = npmCommand();
    // onnxruntime-node's install script would download GPU libraries that nothing here uses.
    const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
    await runQuietly(program, [...first, 'ci', '--no-audit', '--no-fund'], { cwd: ROOT, env });
    return 'installed with npm ci';
  });

/** npm keeps its own account of what lies in node_modules: compared with the lock file, it says what is missing. */
async function isInstalled() {
  const account = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(account) || !existsSync(node24)) return false;
  const [installed, locked] = await Promise.all([readPackages(account), readPackages(join(ROOT, 'package-lock.json'))]);
  return Object.entries(locked).every(
    ([path, { version, optional, peer }]) =>
      path === '' || installed[path]?.version === version || (installed[path] === undefined && (optional || peer)),
  );
}

const readPackages = async (path) => JSON.parse(await readFile(path, 'utf8')).packages;
