/**
 * A real VS Code for one test file: code-server on loopback with the packaged extension installed,
 * and everything it writes (home, caches, sockets) in one temporary folder.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeServerScript } from '../../../scripts/setup/codeServer.mjs';
import { packagedVsix } from '../vsix.ts';

/** What a drive needs to look the same on every machine. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'files.autoSave': 'off',
  'update.mode': 'none',
};
const NO_GALLERY = '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":"","controlUrl":"","recommendationsUrl":""}';
const START_LIMIT_MS = 60_000;

export type EditorServer = {
  /** http://127.0.0.1:port */
  readonly origin: string;
  /** An empty folder for the files of the drive; open it with `?folder=`. */
  readonly workspace: string;
  /** Ends the server and what it started, and removes its folder. Keeps its logs in `logs` when that is given. */
  stop(logs?: string): Promise<void>;
};

/** Starts the server. `trust` 'asked' leaves workspace trust on, so that the folder opens in restricted mode. */
export async function startEditorServer(options: {
  trust: 'off' | 'asked';
  settings?: Record<string, unknown>;
}): Promise<EditorServer> {
  // A short path: the names of Unix sockets end at 107 bytes.
  const home = await mkdtemp(join(tmpdir(), 'tw-'));
  const path = (...parts: string[]): string => join(home, ...parts);
  for (const folder of ['home', 'tmp', 'ext', join('data', 'User'), 'ws'])
    await mkdir(path(folder), { recursive: true });
  await writeFile(path('config.yaml'), 'auth: none\n');
  const trust = {
    'security.workspace.trust.enabled': options.trust === 'asked',
    'security.workspace.trust.startupPrompt': 'never',
  };
  await writeFile(
    path('data', 'User', 'settings.json'),
    JSON.stringify({ ...SETTINGS, ...trust, ...options.settings }),
  );

  const env = serverEnvironment(path('home'), path('tmp'));
  const common = [
    codeServerScript(),
    '--config',
    path('config.yaml'),
    '--user-data-dir',
    path('data'),
    '--extensions-dir',
    path('ext'),
  ];
  await promisify(execFile)(process.execPath, [...common, '--install-extension', await packagedVsix()], { env });
  const child = spawn(
    process.execPath,
    [
      ...common,
      ...['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check'],
      ...['--disable-getting-started-override', '--reconnection-grace-time', '3'],
      ...(options.trust === 'off' ? ['--disable-workspace-trust'] : []),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const log = createWriteStream(path('server.log'));
  child.stderr.pipe(log);
  const origin = await listeningOrigin(child, log).catch(async (error: unknown) => {
    await endGroup(child);
    throw error;
  });
  return {
    origin,
    workspace: path('ws'),
    async stop(logs) {
      await endTrainers(path('ws'));
      await endGroup(child);
      if (logs !== undefined) await keepLogs(home, logs);
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function serverEnvironment(home: string, temporary: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|VITEST|npm_|NODE_OPTIONS$)/.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: temporary,
    TMPDIR: temporary,
    EXTENSIONS_GALLERY: NO_GALLERY,
  };
}

function listeningOrigin(child: ChildProcess, log: NodeJS.WritableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const limit = setTimeout(() => reject(new Error(`code-server did not listen in time:\n${seen}`)), START_LIMIT_MS);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      log.write(text);
      seen += text;
      const origin = /HTTP server listening on (http:\/\/[\d.]+:\d+)/.exec(seen)?.[1];
      if (origin === undefined) return;
      clearTimeout(limit);
      resolve(origin);
    });
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`code-server ended with code ${code ?? 'none'}:\n${seen}`));
    });
  });
}

/** The trainer outlives the window on purpose; a drive that failed half-way must not leave it behind. */
async function endTrainers(workspace: string): Promise<void> {
  const { stdout } = await promisify(execFile)('find', [workspace, '-path', '*/runs/*/lock', '-type', 'f']);
  for (const lock of stdout.split('\n').filter((line) => line !== '')) {
    const { pid } = JSON.parse(await readFile(lock, 'utf8')) as { pid?: number };
    if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends the server's process group and waits until it is gone. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}

async function keepLogs(home: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of ['server.log', join('data', 'logs')])
    if (existsSync(join(home, name))) await cp(join(home, name), join(to, name), { recursive: true });
}
