/** Entry of the inference child: joins its IPC channel to the server. Ends when it is told to or when its parent is gone. */
import { entryPath } from '../common/entries.ts';
import { createInferenceServer } from './inferenceServer.ts';

const log = (line: string): void => void process.stderr.write(`inference: ${line}\n`);

if (process.send === undefined) {
  log('it is started by the editor, over a message channel; to ask a model here, run "tunewright chat"');
  process.exit(2);
}
const server = createInferenceServer({
  // A channel that closed meanwhile is no failure: `disconnect` ends the process.
  send: (message) => process.connected && process.send?.(message, undefined, {}, () => undefined),
  log,
  exit: (reason) => {
    log(`ends: ${reason}`);
    // Disconnecting flushes what was sent and then emits `disconnect`; a parent that never reads cannot hold us.
    if (process.connected) process.disconnect();
    else process.exit(0);
    setTimeout(() => process.exit(0), 1000);
  },
  workerPath: entryPath('inferenceWorker'),
});
process.on('message', (message) => server.receive(message));
process.on('disconnect', () => process.exit(0));
