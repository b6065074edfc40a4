/** What takes longer than an answer should is done after it, in slices between which edits get through. */

/** Calls `work` again and again until it says that nothing is left; a new start, after an edit, takes the place of the one before. */
export type LaterWork = {
  start: (uri: string, work: () => 'more' | 'done') => void;
  stop: (uri: string) => void;
};

/** Whoever types on is not disturbed. */
const PAUSE_MS = 300;
/** What one call of `work` should take. */
export const SLICE_MS = 8;

export function createLaterWork(): LaterWork {
  const timers = new Map<string, NodeJS.Timeout>();
  const stop = (uri: string): void => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
  };
  const schedule = (uri: string, work: () => 'more' | 'done', delayMs: number): void => {
    stop(uri);
    timers.set(
      uri,
      setTimeout(() => {
        timers.delete(uri);
        if (work() === 'more') schedule(uri, work, 0);
      }, delayMs),
    );
  };
  return { start: (uri, work) => schedule(uri, work, PAUSE_MS), stop };
}
