/** Owns the worker thread of one chat template: starts it when needed, times every rendering, ends it when it hangs. */
import { Worker } from 'node:worker_threads';
import { entryPath } from '../common/entries.ts';
import { errors } from '../common/errors.ts';
import type { Disposable } from '../common/lifetime.ts';
import type { RenderJob, RenderResult } from './renderJob.ts';
import type { TemplateWorkerData, TemplateWorkerReply } from './templateWorker.ts';

/** Longest time for one conversation. */
export const RENDER_LIMIT_MS = 1_000;
/** Starting a thread on a busy machine is not the template's fault. */
const START_LIMIT_MS = 15_000;

export class TemplateHost implements Disposable {
  readonly #data: TemplateWorkerData;
  #worker: Worker | undefined;
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
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #run(jobs: RenderJob[]): Promise<RenderResult[]> {
    const worker = await this.#start();
    // While it works the process waits for it; while idle it must not keep the process alive.
    worker.ref();
    const results: RenderResult[] = [];
    try {
      await new Promise<void>((resolve, reject) => {
        const expire = () => reject(errors.templateTooSlow(RENDER_LIMIT_MS));
        let timer = setTimeout(expire, RENDER_LIMIT_MS);
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          worker.removeAllListeners();
          settle();
        };
        worker.on('message', ({ index, result }: TemplateWorkerReply) => {
          results[index] = result;
          clearTimeout(timer);
          if (index === jobs.length - 1) finish(resolve);
          else timer = setTimeout(expire, RENDER_LIMIT_MS);
        });
        worker.on('error', (error) => finish(() => reject(errors.templateFailed(error.message))));
        worker.on('exit', () => finish(() => reject(errors.templateFailed('its thread ended'))));
        worker.postMessage(jobs);
      });
    } catch (error) {
      worker.removeAllListeners();
      if (this.#worker === worker) this.#worker = undefined;
      await worker.terminate();
      throw error;
    }
    worker.unref();
    return results;
  }

  async #start(): Promise<Worker> {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(entryPath('templateWorker'), {
      workerData: this.#data,
      // A template that fills memory ends its own thread, not the process.
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(errors.templateFailed('its thread did not start')), START_LIMIT_MS);
      worker.once('online', resolve);
      worker.once('error', reject);
    }).finally(() => clearTimeout(timer));
    worker.removeAllListeners();
    this.#worker = worker;
    return worker;
  }
}
