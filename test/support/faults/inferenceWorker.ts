/** A worker thread with faults: the prompt says which. Anything else is echoed. */
import { parentPort } from 'node:worker_threads';
import type { FromInferenceWorker, ToInferenceWorker } from '../../../src/protocol/inference.ts';

const say = (message: FromInferenceWorker): void => parentPort?.postMessage(message);

parentPort?.on('message', (message: ToInferenceWorker) => {
  if (message.type === 'cancel') return;
  const { id, parameters } = message;
  const prompt = parameters.messages[0]?.content;
  say({ type: 'stage', id, stage: 'answering' });
  if (prompt === 'hang') return;
  if (prompt === 'throw') throw new Error('out of order');
  if (prompt === 'exit') process.exit(7);
  if (prompt === 'kill the process') process.kill(process.pid, 'SIGKILL');
  say({ type: 'reply', id, text: `echo ${prompt}`, ids: [], stop: 'end-of-turn', promptTokens: 1, milliseconds: 1 });
});
