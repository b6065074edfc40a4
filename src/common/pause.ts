/** Long loops let the process hear of signals now and then, and end when it was interrupted. */
import { setImmediate } from 'node:timers/promises';

/** Thrown where work was interrupted: nothing to report, and nothing half done is left behind. */
export class Interrupted extends Error {}

export type Pause = () => Promise<void> | undefined;

const WORK_MS = 50;

/** To be called often: it is cheap, and waits only after a stretch of work. Throws Interrupted once the signal is aborted. */
export function createPause(signal: AbortSignal | undefined): Pause {
  let since = performance.now();
  const wait = async (): Promise<void> => {
    await setImmediate();
    if (signal?.aborted === true) throw new Interrupted();
    since = performance.now();
  };
  return () => (performance.now() - since < WORK_MS ? undefined : wait());
}
