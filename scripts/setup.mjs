// Everything the other scripts need, as steps that are safe to repeat: `node scripts/setup.mjs` runs them all.
import { setUpCodeServer } from './setup/codeServer.mjs';
import { BROWSER_PACKAGES, COMPILER_PACKAGES, PYTHON_PACKAGES, setUpDebianPackages } from './setup/debianPackages.mjs';
import { isNode24OrRespawned } from './setup/node24.mjs';
import { setUpNodeModules } from './setup/nodeModules.mjs';
import { setUpPython } from './setup/python.mjs';
import { reportFailure } from './setup/step.mjs';

const IS_SET_UP = 'TUNEWRIGHT_IS_SET_UP';

/** What a command can ask for, beyond Node 24 and node_modules. */
const PARTS = {
  editor: { packages: COMPILER_PACKAGES, setUp: setUpCodeServer },
  browser: { packages: BROWSER_PACKAGES, setUp: async () => undefined },
  python: { packages: PYTHON_PACKAGES, setUp: setUpPython },
};

/** Sets up the named parts: 'editor' (a real VS Code), 'browser' (to drive it), 'python' (the peers). */
export async function setUp(names) {
  const parts = names.map((name) => PARTS[name]);
  const packages = [...new Set(parts.flatMap((part) => part.packages))];
  if (packages.length > 0) await setUpDebianPackages(packages);
  // They wait for different things, the one for a compiler and the other for downloads.
  await Promise.all(parts.map((part) => part.setUp()));
}

/** Runs `main` under Node 24 with node_modules in place. The entry of every script that needs more than plain Node. */
export async function runScript(script, main) {
  try {
    // A script that another one starts finds everything in place.
    if (process.env[IS_SET_UP] === undefined) await setUpNodeModules();
    process.env[IS_SET_UP] = '1';
    if (await isNode24OrRespawned(script)) await main(process.argv.slice(2));
  } catch (error) {
    reportFailure(error);
  }
}

if (import.meta.main ?? process.argv[1] === import.meta.filename)
  await runScript(import.meta.filename, () => setUp(Object.keys(PARTS)));
