/**
 * Renders a chat template that came with a model: hostile code, so it runs in this thread, which its owner ends when a
 * rendering takes too long. Every job is answered by one message, so the owner can time each of them.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createRenderer, type RenderJob, type Renderer, type RenderResult } from './renderJob.ts';

export type TemplateWorkerData = { source: string; variables: Record<string, string>; now?: Date | undefined };
/** The first reply to a batch has index -1 and no result: the thread is ready to work on it. */
export type TemplateWorkerReply = { index: number; result?: RenderResult };

const port = parentPort;
if (port === null) throw new Error('This is a worker; it cannot be started by itself.');
const { source, variables, now } = workerData as TemplateWorkerData;

let renderer: Renderer;
try {
  renderer = createRenderer(source, variables, now);
} catch (error) {
  const failure = error instanceof Error ? error.message : String(error);
  renderer = () => ({ failure });
}
port.on('message', (jobs: RenderJob[]) => {
  // The owner's clock starts here: loading the code is not the template's time.
  port.postMessage({ index: -1 } satisfies TemplateWorkerReply);
  for (const [index, job] of jobs.entries())
    port.postMessage({ index, result: renderer(job) } satisfies TemplateWorkerReply);
});
