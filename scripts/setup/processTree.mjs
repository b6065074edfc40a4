// Ending a process with everything it started, also what has detached itself from the terminal.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 8000;
const POLL_MS = 100;

/** Asks the whole tree below `pid` to end, waits, and kills what is left. */
export async function endTree(pid) {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  const tree = descendants(pid);
  tree.forEach((member) => signal(member, 'SIGTERM'));
  for (let waitedMs = 0; waitedMs < PATIENCE_MS && tree.some(isAlive); waitedMs += POLL_MS) await delay(POLL_MS);
  tree.filter(isAlive).forEach((member) => signal(member, 'SIGKILL'));
}

/** `pid` and all below it, at this moment. */
function descendants(pid) {
  const parents = parentOf();
  const tree = [pid];
  // A child is appended behind its parent, so the list grows while it is walked.
  for (const member of tree) tree.push(...[...parents].filter(([, parent]) => parent === member).map(([id]) => id));
  return tree;
}

/** Each process's parent. Linux tells it in /proc, where a bare system may have no `ps`. */
function parentOf() {
  if (process.platform !== 'linux') {
    const lines = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout.trim().split('\n');
    return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number)));
  }
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return new Map(ids.flatMap((id) => parentFromProc(id)));
}

function parentFromProc(id) {
  try {
    const status = readFileSync(`/proc/${id}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may hold anything; the parent is two fields behind it.
    return [[Number(id), Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1])]];
  } catch {
    return []; // It ended while we looked.
  }
}

const isAlive = (pid) => signal(pid, 0);

function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
