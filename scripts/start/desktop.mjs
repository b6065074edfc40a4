// Desktop VS Code, where there is one, with a profile of its own: the person's settings and extensions stay out of it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runQuietly } from '../setup/command.mjs';
import { endTree } from '../setup/processTree.mjs';

/** The `code` command on PATH, if there is also a display to show it on. */
export function findDesktopCode() {
  const isWindows = process.platform === 'win32';
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay) return undefined;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, isWindows ? 'code.cmd' : 'code'))
    .find((path) => existsSync(path));
}

/** Opens `folder` with the extension installed; resolves with {closed, end}. */
export async function openDesktop(code, { vsix, folder, profile }) {
  const own = ['--user-data-dir', join(profile, 'data'), '--extensions-dir', join(profile, 'extensions')];
  // A .cmd file is run by the command interpreter; everything else runs by itself.
  const [program, ...first] = code.endsWith('.cmd') ? [process.env.ComSpec ?? 'cmd.exe', '/d', '/c', code] : [code];
  await runQuietly(program, [...first, ...own, '--install-extension', vsix, '--force']);
  const child = spawn(program, [...first, ...own, '--new-window', '--wait', '--disable-workspace-trust', folder], {
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  });
  const closed = new Promise((resolve) => child.once('exit', resolve));
  const end = async () => {
    // `code` only asks the editor to open a window; the editor itself notes its process in this file.
    const editor = await readFile(join(profile, 'data', 'code.lock'), 'utf8').catch(() => '');
    if (/^\d+$/.test(editor.trim())) await endTree(Number(editor));
    await endTree(child.pid);
  };
  return { words: 'Tunewright is open in VS Code.', closed, end };
}
