// Node 24 arrives as the devDependency `node`. Scripts start under any Node 20 and go on under that one.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runShown } from './command.mjs';
import { SetupError } from './step.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const PACKAGE = join(ROOT, 'node_modules', 'node');

/** Absolute path of Node 24's executable. */
export const node24 = join(PACKAGE, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The folder with Node 24's `bin` and `include`: what native modules are compiled against. */
export const node24Home = () =>
  [join(PACKAGE, 'node_modules'), join(ROOT, 'node_modules')]
    .flatMap((folder) =>
      [process.platform === 'win32' ? 'win' : process.platform].map((os) => join(folder, `node-${os}-${process.arch}`)),
    )
    .find((folder) => existsSync(folder)) ?? PACKAGE;

/** This process's environment with the project's tools, Node 24 among them, first in PATH. */
function projectEnvironment() {
  const env = { ...process.env };
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[key] = [join(ROOT, 'node_modules', '.bin'), dirname(node24), env[key] ?? ''].join(delimiter);
  return env;
}

/** Runs `script` again under Node 24 unless this is it; then resolves with false. Otherwise resolves with true. */
export async function isNode24OrRespawned(script) {
  if (process.versions.node.startsWith('24.')) {
    Object.assign(process.env, projectEnvironment());
    return true;
  }
  if (!existsSync(node24))
    throw new SetupError(`Node 24 is not at ${node24}. Remove node_modules and run the command again.`);
  // Ctrl+C reaches the child too, which then ends in its own time; this process only waits for it.
  process.on('SIGINT', () => undefined);
  process.exitCode = await runShown(node24, [script, ...process.argv.slice(2)], { env: projectEnvironment() });
  return false;
}
