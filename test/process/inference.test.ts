/** The inference child as its clients meet it: streaming, turns, cancelling, and every way to lose it. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { entryPath } from '../../src/common/entries.ts';
import type { AnswerParameters, ModelRef } from '../../src/inference/answer.ts';
import { createInferenceClient, type InferenceClient } from '../../src/processes/inferenceClient.ts';
import { INFERENCE_PROTOCOL_VERSION, type FromInference, type ToInference } from '../../src/protocol/inference.ts';
import { runCli } from '../support/cli.ts';
import { makeTinyModelFolder } from '../support/tinyModelFolder.ts';

const fault = (name: string): string => fileURLToPath(new URL(`../support/faults/${name}.ts`, import.meta.url));

let folder: string;
let model: ModelRef;
let client: InferenceClient | undefined;
let logged = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-inference-'));
  model = { base: await makeTinyModelFolder(join(folder, 'base'), 1) };
});
afterEach(async () => {
  await client?.stop();
  client = undefined;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(options: { childPath?: string; idleMs?: number } = {}): InferenceClient {
  logged = '';
  client = createInferenceClient({
    node: () => Promise.resolve({ path: process.execPath, env: process.env }),
    log: (text) => (logged += text),
    ...options,
  });
  return client;
}

const asking = (prompt: string, more: Partial<AnswerParameters> = {}): AnswerParameters => ({
  messages: [{ role: 'user', content: prompt }],
  maxTokens: 20,
  temperature: 0,
  seed: 0,
  ...more,
});
const never = (): AbortSignal => new AbortController().signal;
const ask = (prompt: string, more?: Partial<AnswerParameters>) =>
  client!.generate(model, asking(prompt, more), {}, never());

describe('answers', () => {
  test('the pieces joined are the text, and the ids those of the command line', async () => {
    start();
    let pieces = '';
    const listener = { onText: (text: string) => (pieces += text) };
    const reply = await client!.generate(model, asking('same'), listener, never());
    expect(pieces).toBe(reply.text);
    expect(reply.ids).toHaveLength(20);
    const { stdout } = await runCli(['chat', '--base', model.base, '--prompt', 'same', '--max-tokens', '20', '--json']);
    expect(JSON.parse(stdout)).toEqual({ text: reply.text, ids: reply.ids, stop: 'max-tokens' });
  });

  test('two requests grow side by side, a third waits for its turn', async () => {
    start();
    const order: number[] = [];
    const nTokens = [0, 0, 0, 0];
    const request = async (n: number): Promise<void> => {
      const listener = {
        onText: (_text: string, count: number) => {
          order.push(n);
          nTokens[n] = count;
        },
      };
      await client!.generate(model, asking(`prompt ${n}`, { maxTokens: 30 }), listener, never());
    };
    await Promise.all([request(1), request(2), request(3)]);
    expect(order.indexOf(2)).toBeLessThan(order.lastIndexOf(1));
    expect(order.indexOf(1)).toBeLessThan(order.lastIndexOf(2));
    expect(order.indexOf(3)).toBeGreaterThan(Math.min(order.lastIndexOf(1), order.lastIndexOf(2)));
    expect(nTokens).toEqual([0, 30, 30, 30]);
  });

  test('a missing model fails its own request, and nothing else', async () => {
    start();
    const missing = client!.generate({ base: join(folder, 'nothing') }, asking('x'), {}, never());
    await expect(missing).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(ask('x')).resolves.toMatchObject({ stop: 'max-tokens' });
  });
});

describe('cancelling', () => {
  test('ends an answer under way with what there is', async () => {
    start();
    const controller = new AbortController();
    let text = '';
    const listener = {
      onText: (added: string) => {
        text += added;
        controller.abort();
      },
    };
    const parameters = asking('long', { maxTokens: 100 });
    const reply = await client!.generate(model, parameters, listener, controller.signal);
    expect(reply.stop).toBe('cancelled');
    expect(reply.ids.length).toBeGreaterThan(0);
    expect(reply.ids.length).toBeLessThan(100);
    expect(reply.text).toBe(text);
  });

  test('reaches a request that waits for its turn', async () => {
    start({ childPath: fault('inferenceChild') });
    const controller = new AbortController();
    const hanging = [ask('hang'), ask('hang')].map((request) => request.catch((error: unknown) => error));
    const waiting = client!.generate(model, asking('echo'), {}, controller.signal);
    controller.abort();
    await expect(waiting).resolves.toMatchObject({ stop: 'cancelled', text: '' });
    await client!.stop();
    await expect(Promise.all(hanging)).resolves.toMatchObject([
      { code: 'inference-exited' },
      { code: 'inference-exited' },
    ]);
  });
});

describe('losing it', () => {
  test.each([
    ['a worker thread that throws', 'throw', /out of order/],
    ['a worker thread that stops', 'exit', /code 7/],
    ['a killed process', 'kill the process', /SIGKILL/],
  ])('%s fails what is pending with its reason; the next question starts another', async (_name, prompt, reason) => {
    start({ childPath: fault('inferenceChild') });
    const outcomes = await Promise.allSettled([ask('hang'), ask(prompt), ask('waits')]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'inference-exited' } });
    expect(String((outcomes[1] as PromiseRejectedResult).reason)).toMatch(reason);
    await expect(ask('again')).resolves.toMatchObject({ text: 'echo again' });
  });

  test('another version is refused with the next step', async () => {
    start({ childPath: fault('otherVersion') });
    await expect(ask('x')).rejects.toMatchObject({ code: 'inference-protocol' });
  });

  test('an executable that is none is a clear failure', async () => {
    client = createInferenceClient({
      node: () => Promise.resolve({ path: join(folder, 'no-node'), env: {} }),
      log: () => undefined,
    });
    await expect(ask('x')).rejects.toMatchObject({ code: 'inference-exited' });
  });

  test('stopping fails what is pending, ends the child, and can be repeated', async () => {
    start({ childPath: fault('inferenceChild') });
    const pending = ask('hang').catch((error: unknown) => error);
    await ask('echo');
    await Promise.all([client!.stop(), client!.stop()]);
    await expect(pending).resolves.toMatchObject({ code: 'inference-exited' });
    await expect(ask('x')).rejects.toMatchObject({ code: 'inference-exited' });
  });

  test('idle, it ends by itself; the next question starts another', async () => {
    start({ childPath: fault('inferenceChild'), idleMs: 50 });
    await ask('one');
    await expect.poll(() => logged, { timeout: 10_000 }).toContain('ends: asked to');
    await expect(ask('two')).resolves.toMatchObject({ text: 'echo two' });
  });
});

describe('the channel', () => {
  test('garbage gets a failure where it has an id, and harms nothing', async () => {
    const child = fork(entryPath('inference'), [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const received: FromInference[] = [];
    child.on('message', (message: FromInference) => received.push(message));
    const request = { type: 'generate', id: 5, model, parameters: asking('x') };
    for (const message of [
      'garbage',
      { type: 'nonsense', id: 1 },
      { ...request, id: 2 }, // before any hello
      { type: 'hello', version: INFERENCE_PROTOCOL_VERSION },
      { ...request, id: 3, parameters: asking('x', { maxTokens: -1 }) },
      { ...request, id: 4, model: { base: 7 } },
      request,
      request, // the same id again: still one reply
    ])
      child.send(message);
    await expect.poll(() => received.find((m) => m.type === 'reply'), { timeout: 60_000 }).toMatchObject({ id: 5 });
    const failures = received.filter((message) => message.type === 'failure');
    expect(failures.map(({ id, code }) => [id, code])).toEqual([1, 2, 3, 4].map((id) => [id, 'inference-message']));
    child.send({ type: 'exit' } satisfies ToInference);
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(received.filter(({ type }) => type === 'reply')).toHaveLength(1);
  });

  test('a child in the midst of an answer ends when its parent is killed', async () => {
    const parent = spawn(process.execPath, [fault('inferenceParent'), model.base], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(parent.stdout, 'data');
    const closed = once(parent, 'close');
    parent.kill('SIGKILL');
    await closed; // only when the child, too, has let go of the pipe
  });

  test('started by hand, it says what it is for', async () => {
    const child = spawn(process.execPath, [entryPath('inference')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(2);
    expect(stderr).toContain('tunewright chat');
  });
});
