/** A parent that keeps the real inference child busy until it is killed itself. argv: base folder. */
import { fork } from 'node:child_process';
import { entryPath } from '../../../src/common/entries.ts';
import { INFERENCE_PROTOCOL_VERSION, type FromInference, type ToInference } from '../../../src/protocol/inference.ts';

// The child holds the same standard output: whoever reads it sees its end only when both are gone.
const child = fork(entryPath('inference'), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
const send = (message: ToInference): void => void child.send(message);
const ask = (id: number): void =>
  send({
    type: 'generate',
    id,
    model: { base: process.argv[2]! },
    parameters: { messages: [{ role: 'user', content: 'go on' }], maxTokens: 400, temperature: 1, seed: id },
  });
child.on('message', (message: FromInference) => {
  if (message.type === 'token') process.stdout.write('.');
  if (message.type === 'reply') ask(message.id + 1);
});
send({ type: 'hello', version: INFERENCE_PROTOCOL_VERSION });
ask(1);
