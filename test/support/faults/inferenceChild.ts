/** The real inference server with the faulty worker: what src/processes/inference.ts joins, joined otherwise. */
import { fileURLToPath } from 'node:url';
import { createInferenceServer } from '../../../src/processes/inferenceServer.ts';

const server = createInferenceServer({
  send: (message) => process.send?.(message),
  log: (line) => console.error(line),
  exit: (reason) => {
    console.error(`ends: ${reason}`);
    process.disconnect();
    process.exit(0);
  },
  workerPath: fileURLToPath(new URL('inferenceWorker.ts', import.meta.url)),
});
process.on('message', (message) => server.receive(message));
