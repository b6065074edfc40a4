/** Entry of the inference child's worker thread: loads models and answers, several requests a token each in turn. */
import { parentPort } from 'node:worker_threads';
import { describeError, UserError } from '../common/errors.ts';
import { answer } from '../inference/chat.ts';
import { createModelStore } from '../inference/models.ts';
import { processors } from '../recipe/recipe.ts';
import type { FromInferenceWorker, GenerateRequest, ToInferenceWorker } from '../protocol/inference.ts';

const port = parentPort;
if (port === null) throw new Error('inferenceWorker is a worker thread, not a program.');

const store = createModelStore(processors());
const running = new Map<number, AbortController>();
const say = (message: FromInferenceWorker): void => port.postMessage(message);

port.on('message', (message: ToInferenceWorker) => {
  if (message.type === 'cancel') running.get(message.id)?.abort();
  else void serve(message);
});

async function serve({ id, model: ref, parameters }: GenerateRequest): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    say({ type: 'stage', id, stage: 'loading' });
    const result = await store.use(ref, (model) => {
      say({ type: 'stage', id, stage: 'answering' });
      return answer(model, parameters, controller.signal, (text, nTokens) => say({ type: 'token', id, text, nTokens }));
    });
    say({ type: 'reply', id, ...result });
  } catch (error) {
    const known = error instanceof UserError;
    if (!known)
      process.stderr.write(`inference worker: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
    const [code, next] = known ? [error.code, error.next] : ['internal', 'Its details are in the log.'];
    say({ type: 'failure', id, code, message: known ? error.message : describeError(error), next });
  } finally {
    running.delete(id);
  }
}
