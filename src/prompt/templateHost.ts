/** Owns the worker thread of one chat template: starts it when needed, times every rendering, ends it when it hangs. */
import { Worker } from 'node:worker_threads';
import { entryPath } from '../common/entries.ts';
import { errors } from '../common/errors.ts';
import type { Disposable } from '../common/lifetime.ts';
import type { RenderJob, RenderResult } from './renderJob.ts';
import type { TemplateWorkerData, TemplateWorkerReply } from './templateWorker.ts';

/** Longest time for one conversation. */
const RENDER_LIMIT_MS = 1_000;
/** Starting a thread on a busy machine is not the template's fault; compiling the template is part of it. */
const START_LIMIT_MS = 15_000;

/** A running thread. Its listeners stay for its whole life: an idle thread may fail too. */
type Thread = { worker: Worker; listener: ThreadListener | undefined };
type ThreadListener = { onMessage(message: unknown): void; onEnd(error: Error): void };

export class TemplateHost implements Disposable {
  readonly #data: TemplateWorkerData;
  #thread: Thread | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(data: TemplateWorkerData) {
    this.#data = data;
  }

  /** Renders in order; one batch at a time. Throws UserError `template-too-slow` and ends the thread when one job hangs. */
  render(jobs: RenderJob[]): Promise<RenderResult[]> {
    if (jobs.length === 0) return Promise.resolve([]);
    const batch = this.#queue.then(() => this.#run(jobs));
    this.#queue = batch.catch(() => undefined);
    return batch;
  }

  /** Ends the thread; a later render starts a new one. */
  dispose(): void {
    void this.#thread?.worker.terminate();
    this.#thread = undefined;
  }

  async #run(jobs: RenderJob[]): Promise<RenderResult[]> {
    const thread = (this.#thread ??= startThread(this.#data));
    // While it works the process waits for it; while idle it must not keep the process alive.
    thread.worker.ref();
    try {
      const results = await answers(thread, jobs);
      thread.worker.unref();
      return results;
    } catch (error) {
      if (this.#thread === thread) this.#thread = undefined;
      await thread.worker.terminate();
      throw error;
    }
  }
}

function startThread(workerData: TemplateWorkerData): Thread {
  const worker = new Worker(entryPath('templateWorker'), {
    workerData,
    // A template that fills memory ends its own thread, not the process.
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const thread: Thread = { worker, listener: undefined };
  worker.on('message', (message: unknown) => thread.listener?.onMessage(message));
  worker.on('error', (error) => thread.listener?.onEnd(error));
  worker.on('exit', () => thread.listener?.onEnd(new Error('its thread ended')));
  return thread;
}

/** Sends a batch and collects its results; the clock starts anew with every answer. */
function answers(thread: Thread, jobs: RenderJob[]): Promise<RenderResult[]> {
  const results: RenderResult[] = [];
  let timer: NodeJS.Timeout | undefined;
  return new Promise<RenderResult[]>((resolve, reject) => {
    let nMessages = 0;
    const wait = (limitMs: number): void => {
      clearTimeout(timer);
      const nSeen = nMessages;
      // If this thread was the busy one, answers may lie unread: they are looked at before the verdict.
      const judge = () => nMessages === nSeen && reject(errors.templateTooSlow(RENDER_LIMIT_MS));
      timer = setTimeout(() => setImmediate(judge), limitMs);
    };
    thread.listener = {
      onMessage: (message) => {
        nMessages++;
        const { index, result } = message as TemplateWorkerReply;
        if (result !== undefined) results[index] = result;
        if (index === jobs.length - 1) resolve(results);
        else wait(RENDER_LIMIT_MS);
      },
      onEnd: (error) => reject(errors.templateFailed(error.message)),
    };
    wait(START_LIMIT_MS);
    thread.worker.postMessage(jobs);
  }).finally(() => {
    clearTimeout(timer);
    thread.listener = undefined;
  });
}
