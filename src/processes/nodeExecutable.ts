/**
 * Which Node runs a child: the user's own choice, else this process where it is a plain Node, else one on the PATH that loads the engine,
 * else the editor's Electron as Node (macOS refuses foreign native modules there, and a running editor executable blocks Windows updates).
 */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { entryPath } from '../common/entries.ts';
import { errors } from '../common/errors.ts';
import { PRODUCT } from '../common/product.ts';

export type NodeExecutable = { path: string; env: NodeJS.ProcessEnv };

const PROBE_MS = 30_000;
const chosen = new Map<string, Promise<NodeExecutable>>();

/** Asked once a session for each setting. Throws UserError `no-node` with what was tried, or `engine-missing` when another Node would not help. */
export function findNode(nodePath?: string): Promise<NodeExecutable> {
  const key = nodePath ?? '';
  let found = chosen.get(key);
  if (found === undefined) {
    found = choose(nodePath);
    found.catch(() => chosen.delete(key)); // a repaired installation is seen without a restart
    chosen.set(key, found);
  }
  return found;
}

/** The trainer started with this prints its Node's version once the engine is loaded, and ends. */
export const PROBE_FLAG = '--probe';
/** Exit code of such a trainer whose Node will do, but whose engine does not load. */
export const NO_ENGINE = 3;

async function choose(nodePath: string | undefined): Promise<NodeExecutable> {
  const isElectron = process.versions['electron'] !== undefined;
  const candidates =
    nodePath !== undefined
      ? [nodePath]
      : isElectron
        ? [...(await nodesOnPath()), process.execPath]
        : [process.execPath];
  const env = childEnvironment();
  const tried: Problem[] = [];
  for (const path of candidates) {
    const problem = await probe(path, env);
    if (problem === undefined) return { path, env };
    tried.push({ ...problem, words: `${path}: ${problem.words}` });
  }
  const words = tried.map((problem) => problem.words);
  throw tried.every(({ isEngine }) => isEngine) ? errors.engineMissing(words.join('; ')) : errors.noNode(words);
}

/** Why a Node will not do. `isEngine`: it is not the Node, the engine does not load. */
type Problem = { words: string; isEngine: boolean };

/** Undefined when the trainer's code and its engine load. */
async function probe(path: string, env: NodeJS.ProcessEnv): Promise<Problem | undefined> {
  try {
    const args = [entryPath('trainer'), PROBE_FLAG];
    const { stdout } = await promisify(execFile)(path, args, { env, timeout: PROBE_MS, windowsHide: true });
    const version = /^v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    if (version === undefined) return { words: 'it is not Node', isEngine: false };
    return isRecentEnough(version) ? undefined : { words: `it is Node ${version}`, isEngine: false };
  } catch (error) {
    const { stderr, message, code } = error as { stderr?: string; message: string; code?: unknown };
    const lines = (stderr ?? '').split('\n').filter((line) => line.trim() !== '');
    const words = (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? message.split('\n')[0] ?? '').trim();
    return { words, isEngine: code === NO_ENGINE };
  }
}

/** Whether it is the oldest Node that will do, or a newer one. */
function isRecentEnough(version: string): boolean {
  const [oldest, given] = [PRODUCT.oldestNode, version].map((text) => text.split('.').map(Number));
  const [major = 0, minor = 0] = given!;
  return major > oldest![0]! || (major === oldest![0] && minor >= oldest![1]!);
}

async function nodesOnPath(): Promise<string[]> {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const found: string[] = [];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== '' && isThere) found.push(path);
  }
  return [...new Set(found)];
}

/** Without what an editor puts there for its own children: it would make Node attach to the editor. An editor's executable becomes a Node; a Node does not mind. */
function childEnvironment(): NodeJS.ProcessEnv {
  const isEditors = (name: string, value: string | undefined) =>
    /^(?:VSCODE|ELECTRON)_/i.test(name) || (name === 'NODE_OPTIONS' && value?.includes('js-debug') === true);
  const kept = Object.entries(process.env).filter(([name, value]) => !isEditors(name, value));
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
