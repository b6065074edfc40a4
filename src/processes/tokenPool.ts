/**
 * Tokenizing off the main thread, for the language server and the command line: threads that hold a model folder's tokenizer
 * and template, and the facts of rows that were counted before. When the folder's files change, both start anew.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { entryPath } from '../common/entries.ts';
import { describeError, errors, UserError } from '../common/errors.ts';
import type { Disposable } from '../common/lifetime.ts';
import type { RowSource } from '../dataset/contentPlaces.ts';
import type { Sample } from '../dataset/sample.ts';
import type { EncodedRow } from '../prompt/encodeRow.ts';
import { PROMPT_FILES } from '../prompt/promptFiles.ts';
import type { TokenOutcome } from '../prompt/tokenFacts.ts';
import { createTokenCache } from './tokenCache.ts';
import type { TokenReply, TokenRequest, TokenWorkerData } from './tokenWorker.ts';

/** `hash`: of all that the sample was made from: the row, and the format and columns it was read with. */
export type HashedSample = { hash: string; sample: Sample };

type FactsOptions = {
  signal?: AbortSignal;
  /** Rows that are done, of all that were asked for. */
  onProgress?: (nDone: number) => void;
};

export type TokenPool = Disposable & {
  /** One outcome a row, in order. `maxLength`: in tokens; undefined cuts nothing. Rejects with a UserError, or with the signal's reason. */
  facts(rows: readonly HashedSample[], maxLength?: number, options?: FactsOptions): Promise<TokenOutcome[]>;
  /** For the lens; goes before rows that are waiting to be counted. */
  encode(source: RowSource, sample: Sample, signal?: AbortSignal): Promise<EncodedRow>;
};

export type TokenPoolOptions = {
  /** The model's. */
  folder: string;
  threads: number;
  /** The time that a template's clock shows; undefined: the current. */
  now: Date | undefined;
  /** The thread's file; the product's own unless a test puts a faulty one there. */
  workerPath?: string;
};

/** Threads that nobody asks for so long are ended, and their memory given back. The counts are kept. */
const IDLE_MS = 2 * 60_000;
/** Enough that a trip to a thread costs little, few enough that a cancelled request ends soon. */
const ROWS_AT_ONCE = 128;
const CHARACTERS_AT_ONCE = 200_000;

/** Requests on their way for each thread: the next is there when one is answered. */
const LANES = 2;

/** `TokenRequest` without its id, one member at a time. */
type Question = TokenRequest extends infer R ? (R extends TokenRequest ? Omit<R, 'id'> : never) : never;
type Task = { question: Question; resolve(reply: TokenReply): void; reject(error: unknown): void };
type Thread = { worker: Worker; task: Task | undefined };

export function createTokenPool(options: TokenPoolOptions): TokenPool {
  const cache = createTokenCache();
  const threads = new Set<Thread>();
  let queue: Task[] = [];
  let stamp: string | undefined;
  let disposed = false;
  let nextId = 1;
  let idleTimer: NodeJS.Timeout | undefined;

  const endThreads = (error: UserError): void => {
    const ending = [...threads];
    threads.clear();
    for (const { worker, task } of ending) {
      task?.reject(error);
      void worker.terminate();
    }
  };

  const refresh = async (): Promise<void> => {
    const found = await promptFilesStamp(options.folder);
    if (disposed) throw errors.tokenizingEnded('it was stopped');
    if (stamp === found) return;
    if (stamp !== undefined) {
      cache.clear();
      endThreads(errors.tokenizingEnded('the files of the model changed'));
    }
    stamp = found;
  };

  const start = (): Thread => {
    const workerData: TokenWorkerData = { folder: options.folder, now: options.now };
    const worker = new Worker(options.workerPath ?? entryPath('tokenWorker'), { workerData });
    const thread: Thread = { worker, task: undefined };
    const lose = (reason: string): void => {
      if (!threads.delete(thread)) return;
      void worker.terminate();
      thread.task?.reject(errors.tokenizingEnded(reason));
      work();
    };
    worker.on('error', (error) => lose(describeError(error)));
    worker.on('exit', (code) => lose(`exit code ${code}`));
    worker.on('message', (reply: TokenReply) => {
      const { task } = thread;
      thread.task = undefined;
      task?.resolve(reply);
      work();
    });
    worker.unref();
    threads.add(thread);
    return thread;
  };

  /** Gives waiting tasks to threads without one. */
  const work = (): void => {
    clearTimeout(idleTimer);
    while (queue.length > 0 && !disposed) {
      const thread =
        [...threads].find(({ task }) => task === undefined) ?? (threads.size < options.threads ? start() : undefined);
      if (thread === undefined) break;
      const task = queue.shift()!;
      thread.task = task;
      thread.worker.postMessage({ ...task.question, id: nextId++ } satisfies TokenRequest);
    }
    // A thread at work keeps the process alive; an idle one does not.
    for (const { worker, task } of threads) worker[task === undefined ? 'unref' : 'ref']();
    if ([...threads].every(({ task }) => task === undefined))
      idleTimer = setTimeout(() => endThreads(errors.tokenizingEnded('it was idle')), IDLE_MS).unref();
  };

  const ask = async (question: Question, signal: AbortSignal | undefined, first: boolean): Promise<TokenReply> => {
    let task: Task | undefined;
    const cancel = (): void => {
      queue = queue.filter((waiting) => waiting !== task);
      task?.reject(signal?.reason);
    };
    try {
      const reply = await new Promise<TokenReply>((resolve, reject) => {
        task = { question, resolve, reject };
        if (first) queue.unshift(task);
        else queue.push(task);
        signal?.addEventListener('abort', cancel, { once: true });
        work();
      });
      if (reply.type === 'failure') throw new UserError(reply.code, reply.message, reply.next);
      return reply;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };

  return {
    facts: async (rows, maxLength, { signal, onProgress } = {}) => {
      signal?.throwIfAborted();
      await refresh();
      signal?.throwIfAborted();
      const outcomes = rows.map(({ hash }) => cache.get(hash, maxLength));
      const missing = [...rows.keys()].filter((i) => outcomes[i] === undefined);
      let nDone = rows.length - missing.length;
      onProgress?.(nDone);
      // The first failure takes back what still waits.
      const failed = new AbortController();
      const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
      const count = async (batch: readonly number[]): Promise<void> => {
        const samples = batch.map((i) => rows[i]!.sample);
        const reply = await ask({ type: 'facts', samples, maxLength }, stop, false);
        stop.throwIfAborted();
        if (reply.type !== 'facts') throw errors.tokenizingEnded(`it answered ${reply.type}`);
        for (const [at, i] of batch.entries()) {
          const outcome = reply.outcomes[at]!;
          outcomes[i] = outcome;
          cache.set(rows[i]!.hash, maxLength, outcome);
        }
        nDone += batch.length;
        onProgress?.(nDone);
      };
      const waiting = batches(rows, missing).values();
      const lane = async (): Promise<void> => {
        try {
          for (const batch of waiting) await count(batch);
        } catch (error) {
          failed.abort(error);
          throw error;
        }
      };
      await Promise.all(Array.from({ length: LANES * options.threads }, lane));
      return outcomes.map((outcome) => outcome!);
    },
    encode: async (source, sample, signal) => {
      signal?.throwIfAborted();
      await refresh();
      signal?.throwIfAborted();
      const reply = await ask({ type: 'encode', source, sample }, signal, true);
      if (reply.type !== 'row') throw errors.tokenizingEnded(`it answered ${reply.type}`);
      return reply.row;
    },
    dispose: () => {
      disposed = true;
      clearTimeout(idleTimer);
      const error = errors.tokenizingEnded('it was stopped');
      for (const task of queue.splice(0)) task.reject(error);
      endThreads(error);
    },
  };
}

/** Rows in file order, some at a time. */
function batches(rows: readonly HashedSample[], indexes: readonly number[]): number[][] {
  const result: number[][] = [];
  let nCharacters = Infinity;
  for (const index of indexes) {
    const last = result.at(-1);
    const size = sizeOf(rows[index]!.sample);
    if (last === undefined || last.length === ROWS_AT_ONCE || nCharacters + size > CHARACTERS_AT_ONCE) {
      result.push([index]);
      nCharacters = size;
    } else {
      last.push(index);
      nCharacters += size;
    }
  }
  return result;
}

function sizeOf(sample: Sample): number {
  switch (sample.kind) {
    case 'conversation':
      return sample.messages.reduce((sum, { content }) => sum + content.length, 0);
    case 'completion':
      return sample.prompt.length + sample.completion.length;
    case 'text':
      return sample.text.length;
  }
}

/** Sizes and times of all files that tokens depend on. */
export async function promptFilesStamp(folder: string): Promise<string> {
  const stamps = await Promise.all(
    PROMPT_FILES.map((name) =>
      stat(join(folder, name)).then(
        ({ mtimeMs, size }) => `${mtimeMs}:${size}`,
        () => '',
      ),
    ),
  );
  return stamps.join('|');
}
