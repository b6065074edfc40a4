/** Which Node.js runs our child processes: the one the user names, else the editor's own. */
import type { Settings } from './settings.ts';

export type NodeRuntime = { executable: string; env: NodeJS.ProcessEnv };

export function nodeRuntime(settings: Settings): NodeRuntime {
  // The editor's variables would make a child of it think it is the editor.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_')));
  return settings.nodePath === undefined
    ? { executable: process.execPath, env: { ...env, ELECTRON_RUN_AS_NODE: '1' } }
    : { executable: settings.nodePath, env };
}
