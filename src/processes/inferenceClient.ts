/**
 * The parent's side of the inference child: starts it at the first question, keeps the promise of one outcome a
 * request, and ends it, after some idle minutes too: only this side knows that no question is on its way. A child
 * that ended (idle, crashed, killed) is started again by the next question.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { entryPath } from '../common/entries.ts';
import { describeError, errors, UserError } from '../common/errors.ts';
import type { Answer, AnswerParameters, ModelRef } from '../inference/answer.ts';
import {
  INFERENCE_PROTOCOL_VERSION,
  type FromInferenceWorker,
  type GenerateStage,
  type ToInference,
} from '../protocol/inference.ts';
import { isFromInference } from './inferenceMessages.ts';
import type { NodeExecutable } from './nodeExecutable.ts';

type GenerateListener = {
  onStage?(stage: GenerateStage): void;
  /** Whole characters, to be appended; `nTokens` counts all so far. */
  onText?(text: string, nTokens: number): void;
};

export type InferenceClient = {
  /** An abort ends the answer with what there is (`stop: 'cancelled'`). Rejects with a UserError. */
  generate(
    model: ModelRef,
    parameters: AnswerParameters,
    listener: GenerateListener,
    signal: AbortSignal,
  ): Promise<Answer>;
  /** Ends the child, and fails what is pending. May be called again, and again after. */
  stop(): Promise<void>;
};

export type InferenceClientOptions = {
  /** Which Node runs the child; asked when one is started. */
  node: () => Promise<NodeExecutable>;
  log: (text: string) => void;
  /** The child's file; the product's own unless a test puts a faulty one there. */
  childPath?: string;
  /** A child that nobody asks for so long is ended, and its memory given back. */
  idleMs?: number;
};

type Pending = GenerateListener & { resolve(answer: Answer): void; reject(error: UserError): void };

/** How long a child that was asked to end may take before it is killed. */
const STOP_MS = 2000;
const IDLE_MS = 5 * 60_000;
/** How long after its channel closed a child may take to end, and say why. */
const EXIT_MS = 1000;

export function createInferenceClient(options: InferenceClientOptions): InferenceClient {
  const pending = new Map<number, Pending>();
  let child: ChildProcess | undefined;
  let nextId = 1;
  let stopped = false;
  let idleTimer: NodeJS.Timeout | undefined;

  /** An idle child keeps nobody alive; a working one does. */
  const holdWhileBusy = (): void => {
    const hold = pending.size > 0 ? 'ref' : 'unref';
    child?.[hold]();
    child?.channel?.[hold]();
    clearTimeout(idleTimer);
    if (pending.size === 0) idleTimer = setTimeout(() => void end(), options.idleMs ?? IDLE_MS).unref();
  };

  const end = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending?.exitCode !== null || ending.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
    send(ending, { type: 'exit' });
    const timer = setTimeout(() => ending.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(timer);
  };

  const failAll = (error: UserError): void => {
    const failed = [...pending.values()];
    pending.clear();
    for (const request of failed) request.reject(error);
  };

  const lose = (lost: ChildProcess, error: UserError): void => {
    if (lost !== child) return;
    child = undefined;
    lost.kill('SIGKILL');
    failAll(error);
  };

  const start = (node: NodeExecutable): ChildProcess => {
    const started = fork(options.childPath ?? entryPath('inference'), [], {
      execPath: node.path,
      execArgv: [],
      env: node.env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    });
    started.stderr?.setEncoding('utf8').on('data', options.log);
    started.on('error', (error) => lose(started, errors.inferenceExited(describeError(error))));
    started.on('exit', (code, signal) =>
      lose(started, errors.inferenceExited(signal === null ? `exit code ${code ?? 'unknown'}` : `killed by ${signal}`)),
    );
    started.on('disconnect', () => {
      // Most often the exit follows at once and knows the reason. Nobody waits: the next question starts another child.
      if (pending.size === 0 && started === child) child = undefined;
      setTimeout(() => lose(started, errors.inferenceExited('its channel closed')), EXIT_MS).unref();
    });
    started.on('message', (message) => receive(started, message));
    send(started, { type: 'hello', version: INFERENCE_PROTOCOL_VERSION });
    return started;
  };

  const receive = (from: ChildProcess, message: unknown): void => {
    if (from !== child) return;
    if (!isFromInference(message)) {
      options.log('inference: a message from the child was not understood\n');
    } else if (message.type === 'hello') {
      if (message.version !== INFERENCE_PROTOCOL_VERSION)
        lose(from, errors.inferenceProtocol(`version ${message.version}`));
    } else hear(message);
  };

  const hear = (message: FromInferenceWorker): void => {
    const request = pending.get(message.id);
    if (request === undefined) return;
    switch (message.type) {
      case 'stage':
        request.onStage?.(message.stage);
        return;
      case 'token':
        request.onText?.(message.text, message.nTokens);
        return;
      case 'failure':
        settle(message.id);
        request.reject(new UserError(message.code, message.message, message.next));
        return;
      case 'reply': {
        settle(message.id);
        const { text, ids, stop, promptTokens, milliseconds } = message;
        request.resolve({ text, ids, stop, promptTokens, milliseconds });
      }
    }
  };

  const settle = (id: number): void => {
    pending.delete(id);
    holdWhileBusy();
  };

  const send = (to: ChildProcess, message: ToInference): void => {
    if (!to.connected) return; // its exit is on the way, and fails what is pending
    to.send(message, (error) => {
      if (error !== null) lose(to, errors.inferenceExited(describeError(error)));
    });
  };

  return {
    generate: async (model, parameters, listener, signal) => {
      const node = await options.node();
      if (stopped) throw errors.inferenceExited('it was stopped');
      const to = (child ??= start(node));
      const id = nextId++;
      const answered = new Promise<Answer>((resolve, reject) => pending.set(id, { ...listener, resolve, reject }));
      holdWhileBusy();
      send(to, { type: 'generate', id, model, parameters });
      const cancel = (): void => send(to, { type: 'cancel', id });
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await answered;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
    stop: async () => {
      stopped = true;
      clearTimeout(idleTimer);
      failAll(errors.inferenceExited('it was stopped'));
      await end();
    },
  };
}
