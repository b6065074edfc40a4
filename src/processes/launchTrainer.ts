/** Starts the trainer of a run as a process of its own that outlives this one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { entryPath } from '../common/entries.ts';
import { errors, UserError } from '../common/errors.ts';
import { parseEventLine } from '../runs/eventLine.ts';
import { runPaths, type RunPaths } from '../runs/runFolder.ts';
import { createFollower } from '../runs/tail.ts';
import type { RunEvent } from '../training/events.ts';
import { findNode } from './nodeExecutable.ts';

const INTERVAL_MS = 100;

/**
 * Resolves once the trainer has started or resumed its run. Until then its failure is ours: it is thrown as the UserError the trainer met,
 * or `trainer-died`; the caller decides what becomes of the folder.
 */
export async function launchTrainer(folder: string, options: { nodePath?: string } = {}): Promise<{ pid: number }> {
  const paths = runPaths(folder);
  const node = await findNode(options.nodePath);
  const lastSeq = await lastSeqOf(paths);
  const log = await open(paths.log, 'a');
  let child: ChildProcess;
  try {
    child = spawn(node.path, [entryPath('trainer'), paths.root], {
      cwd: tmpdir(), // not the run folder: Windows would not let it be moved or deleted while the trainer lives
      env: node.env,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } finally {
    await log.close();
  }
  await begun(child, paths, lastSeq);
  child.unref();
  return { pid: child.pid! };
}

/** Waits for the first turning point after `lastSeq`, or for the child's end. */
async function begun(child: ChildProcess, paths: RunPaths, lastSeq: number): Promise<void> {
  let exit: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = signal ?? `exit code ${code ?? 'unknown'}`;
      resolve();
    });
  });
  let first: RunEvent | undefined;
  const follower = createFollower(paths.events, {
    onLines: (lines) => {
      first ??= lines
        .map(parseEventLine)
        .flatMap((line) => (line.kind === 'event' ? [line.event] : []))
        .find(({ seq, type }) => seq > lastSeq && (type === 'started' || type === 'resumed' || type === 'failed'));
    },
    onReset: () => undefined,
  });
  for (;;) {
    const exited = exit; // read before the look: its last words are in the file by then
    await follower.look();
    if (first?.type === 'failed') {
      await ended; // until then its files are open and its lock is held: the folder could not be taken back
      throw new UserError(first.code, first.message, first.next);
    }
    if (first !== undefined) return;
    if (exited !== undefined) throw errors.trainerDied(`${exited}${await lastWords(paths)}`, paths.log);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}

async function lastSeqOf(paths: RunPaths): Promise<number> {
  const text = await readFile(paths.events, 'utf8').catch(() => '');
  const seqs = text.split('\n').map((line) => {
    const parsed = parseEventLine(line);
    return parsed.kind === 'event' ? parsed.event.seq : 0;
  });
  return seqs.reduce((a, b) => Math.max(a, b), 0);
}

async function lastWords(paths: RunPaths): Promise<string> {
  const text = await readFile(paths.log, 'utf8').catch(() => '');
  const last = text.trim().split('\n').at(-1) ?? '';
  return last === '' ? '' : `; it said: ${last}`;
}
