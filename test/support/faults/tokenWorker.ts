/** The real tokenizing thread, which ends at a row with the text "die". */
import { parentPort } from 'node:worker_threads';

parentPort!.on('message', (message: unknown) => {
  if (JSON.stringify(message).includes('"die"')) process.exit(3);
});
await import('../../../src/processes/tokenWorker.ts');
