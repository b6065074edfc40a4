/** A trainer's ear: requests of control.jsonl and of Ctrl+C, queued until the training loop asks. */
import { controlStart, parseControlLine, type ControlRequest } from '../runs/control.ts';
import { createFollower } from '../runs/tail.ts';
import type { TrainRequest } from '../training/options.ts';

export type RunControl = {
  take(): TrainRequest | undefined;
  /** Resolves once a pause ends; a stop ends it too, and stays in the queue. */
  pauseEnd(): Promise<void>;
  dispose(): void;
};

const INTERVAL_MS = 250;

export async function openRunControl(path: string, stop: AbortSignal): Promise<RunControl> {
  const queue: TrainRequest[] = [];
  let wake = (): void => undefined;
  const hear = (request: ControlRequest | undefined) => {
    if (request !== undefined && request !== 'continue') queue.push(request);
    if (request === 'continue' || request === 'stop') wake();
  };
  const onAbort = () => hear('stop');
  if (stop.aborted) onAbort();
  stop.addEventListener('abort', onAbort);

  const follower = createFollower(
    path,
    { onLines: (lines) => lines.map(parseControlLine).forEach(hear), onReset: () => undefined },
    await controlStart(path),
  );
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;
  const look = async () => {
    await follower.look(() => disposed);
    if (!disposed) timer = setTimeout(() => void look(), INTERVAL_MS);
  };
  void look();

  return {
    take: () => queue.shift(),
    pauseEnd: () => (queue.includes('stop') ? Promise.resolve() : new Promise((resolve) => (wake = resolve))),
    dispose: () => {
      disposed = true;
      clearTimeout(timer);
      stop.removeEventListener('abort', onAbort);
    },
  };
}
