// VS Code served on this machine only, behind a password, for machines without a desktop VS Code.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeServerScript } from '../setup/codeServer.mjs';
import { runQuietly } from '../setup/command.mjs';
import { endTree } from '../setup/processTree.mjs';
import { SetupError } from '../setup/step.mjs';

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'chat.disableAIFeatures': true, // its pane takes a fifth of the window
};

/** Serves `folder` with the extension installed; resolves with {words, closed, end} once the link works. */
export async function openServed({ vsix, folder, profile }) {
  const password = randomBytes(12).toString('hex');
  const config = join(profile, 'config.yaml');
  await mkdir(join(profile, 'data', 'User'), { recursive: true });
  await writeFile(config, `auth: password\npassword: ${password}\n`, { mode: 0o600 });
  await writeFile(join(profile, 'data', 'User', 'settings.json'), JSON.stringify(SETTINGS, null, 2), {
    flag: 'wx',
  }).catch(() => undefined); // The person's own settings stay.
  const own = ['--config', config, '--user-data-dir', join(profile, 'data')];
  const common = [codeServerScript(), ...own, '--extensions-dir', join(profile, 'extensions')];
  await runQuietly(process.execPath, [...common, '--install-extension', vsix, '--force']);
  const flags = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
  // In a group of its own, so that Ctrl+C is handled once, here.
  const child = spawn(process.execPath, [...common, '--bind-addr', '127.0.0.1:0', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const origin = await listening(child);
  return {
    words: `Open this link in a browser:\n  ${origin}/?folder=${encodeURIComponent(folder)}\n  Password: ${password}`,
    closed: new Promise((resolve) => child.once('exit', resolve)),
    end: () => endTree(child.pid),
  };
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let seen = '';
    const read = (text) => {
      seen += text;
      const origin = /HTTP server listening on (http:\/\/[\d.]+:\d+)/.exec(seen)?.[1];
      if (origin !== undefined) resolve(origin);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('exit', (code) => reject(new SetupError(`VS Code could not be served (code ${code}):\n${seen}`)));
  });
}
