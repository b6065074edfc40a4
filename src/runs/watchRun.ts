/** A live view of one run for those who show it: events as they come, and whether a trainer lives. Two windows that watch the same run agree. */
import type { Disposable } from '../common/lifetime.ts';
import { isLockAlive, readLock } from './lock.ts';
import { createReplay, withLiveness, type RunState } from './replay.ts';
import { runPaths } from './runFolder.ts';
import { createFollower } from './tail.ts';

const INTERVAL_MS = 250;

/** Calls back with the whole state at first, and whenever events or the status changed. The state object is the watcher's own: read it, don't keep it. */
export function watchRun(
  folder: string,
  onChange: (state: Readonly<RunState>) => void,
  intervalMs = INTERVAL_MS,
): Disposable {
  const paths = runPaths(folder);
  let replay = createReplay();
  let changed = true;
  let shown: string | undefined;
  const follower = createFollower(paths.events, {
    onLines: (lines) => {
      for (const line of lines) replay.line(line);
      changed = true;
    },
    onReset: () => {
      replay = createReplay();
      changed = true;
    },
  });

  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    // The lock first: a run that ends between the two looks has its last event in the file by then.
    const lives = isLockAlive(await readLock(paths.lock));
    await follower.look(() => stopped);
    if (stopped) return;
    const status = withLiveness(replay.state.status, lives);
    if (changed || status !== shown) onChange({ ...replay.state, status });
    changed = false;
    shown = status;
    timer = setTimeout(() => void look(), intervalMs);
  };
  void look();
  return {
    dispose: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
