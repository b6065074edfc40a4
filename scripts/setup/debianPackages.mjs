// Debian packages for the tests in a real editor: a compiler for VS Code's native modules, and a browser.
import { spawnSync } from 'node:child_process';
import { runQuietly } from './command.mjs';
import { SetupError, step } from './step.mjs';

/** What code-server's native modules are compiled with. */
export const COMPILER_PACKAGES = [
  'build-essential',
  'libkrb5-dev',
  'libsecret-1-dev',
  'libx11-dev',
  'libxkbfile-dev',
  'pkg-config',
];
/** The browser that drives the editor, and a font for it. */
export const BROWSER_PACKAGES = ['chromium', 'fonts-dejavu-core'];
/** Debian splits Python: a virtual environment needs this one too, unless Python came from elsewhere. */
export const PYTHON_PACKAGES = canMakeVirtualEnvironment() ? [] : ['python3', 'python3-venv'];

/** Installs what is missing on a Debian machine; elsewhere the programs themselves are looked for when they are needed. */
export const setUpDebianPackages = (packages) =>
  step('System packages', async () => {
    if (spawnSync('dpkg-query', ['--version']).status !== 0) return 'not a Debian system, nothing to do';
    const missing = packages.filter((name) => !isInstalled(name));
    if (missing.length === 0) return 'already there';
    const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
    if (process.getuid?.() !== 0)
      throw new SetupError(`These system packages are missing: ${missing.join(', ')}. Run this as root:\n  ${command}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    try {
      await runQuietly('apt-get', ['update', '-qq'], { env });
      await runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
    } catch (error) {
      throw new SetupError(`${error.message}\n\nThe system packages could not be installed. By hand:\n  ${command}`);
    }
    return `installed ${missing.join(', ')}`;
  });

function canMakeVirtualEnvironment() {
  return spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0;
}

const isInstalled = (name) =>
  spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' }).stdout === 'install ok installed';
