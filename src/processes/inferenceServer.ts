/**
 * The inference child without its channel: keeps the queue, hands requests to one worker thread and passes its words
 * on. `session.run` blocks the worker's event loop, never this one, so a cancel or an exit is always heard.
 */
import { Worker } from 'node:worker_threads';
import { describeError, errors, type UserError } from '../common/errors.ts';
import {
  INFERENCE_PROTOCOL_VERSION,
  type FromInference,
  type FromInferenceWorker,
  type GenerateRequest,
  type ToInferenceWorker,
} from '../protocol/inference.ts';
import { parseToInference } from './inferenceMessages.ts';

export type InferenceServerOptions = {
  send: (message: FromInference) => void;
  /** Where logs go; never the channel. */
  log: (line: string) => void;
  /** Called at an `exit` message and at a wrong version. */
  exit: (reason: string) => void;
  /** The worker thread's file. */
  workerPath: string;
};

export type InferenceServer = { receive(message: unknown): void };

/** Requests that the worker answers side by side, a token each in turn: the base's and the tuned model's. */
const N_CONCURRENT = 2;

export function createInferenceServer(options: InferenceServerOptions): InferenceServer {
  const { send, log, exit, workerPath } = options;
  const queue: GenerateRequest[] = [];
  const active = new Set<number>();
  let worker: Worker | undefined;
  let greeted = false;

  const tell = (message: ToInferenceWorker): void => (worker ??= startWorker()).postMessage(message);

  const advance = (): void => {
    while (active.size < N_CONCURRENT) {
      const request = queue.shift();
      if (request === undefined) break;
      active.add(request.id);
      tell(request);
    }
  };

  function startWorker(): Worker {
    const started = new Worker(workerPath);
    started.on('message', (message: FromInferenceWorker) => {
      // A worker that was given up on may still have words under way.
      if (started !== worker || !active.has(message.id)) return;
      send(message);
      if (message.type !== 'reply' && message.type !== 'failure') return;
      active.delete(message.id);
      advance();
    });
    const giveUp = (reason: string): void => {
      if (started !== worker) return;
      worker = undefined;
      log(`worker thread ended: ${reason}`);
      failAll(errors.inferenceExited(reason));
      void started.terminate();
    };
    started.on('error', (error: unknown) => giveUp(describeError(error)));
    started.on('messageerror', (error: unknown) => giveUp(describeError(error)));
    started.on('exit', (code) => giveUp(`its worker thread stopped with code ${code}`));
    return started;
  }

  /** Nobody is left waiting: what ran and what waited fail alike; the next request starts a new worker. */
  const failAll = (error: UserError): void => {
    const ids = [...active, ...queue.splice(0).map((request) => request.id)];
    active.clear();
    for (const id of ids) send(failure(id, error));
  };

  const cancel = (id: number): void => {
    const waiting = queue.findIndex((request) => request.id === id);
    if (waiting >= 0) {
      queue.splice(waiting, 1);
      send({ type: 'reply', id, text: '', ids: [], stop: 'cancelled', promptTokens: 0, milliseconds: 0 });
    } else if (active.has(id)) tell({ type: 'cancel', id });
    // Otherwise its reply is already on the way.
  };

  return {
    receive: (raw) => {
      const message = parseToInference(raw);
      if (message.type === 'hello') {
        greeted = true;
        send({ type: 'hello', version: INFERENCE_PROTOCOL_VERSION });
        if (message.version !== INFERENCE_PROTOCOL_VERSION) exit(`the other side speaks version ${message.version}`);
      } else if (message.type === 'exit') exit('asked to');
      else if (message.type === 'invalid') {
        log(`message not understood: ${message.reason}`);
        if (message.id !== undefined) send(failure(message.id, errors.inferenceMessage(message.reason)));
      } else if (!greeted) {
        const error = errors.inferenceMessage('no hello came before it');
        log(error.message);
        send(failure(message.id, error));
      } else if (message.type === 'cancel') cancel(message.id);
      else if (active.has(message.id) || queue.some((request) => request.id === message.id))
        // Answering twice under one id would break the one reply that the first was promised.
        log(`request id ${message.id} is already in use: ignored`);
      else {
        queue.push(message);
        advance();
      }
    },
  };
}

const failure = (id: number, error: UserError): FromInference => ({
  type: 'failure',
  id,
  code: error.code,
  message: error.message,
  next: error.next,
});
