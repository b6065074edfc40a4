/** The playground's host side on a real run: real trainer, real inference child; only the page is missing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlaygroundSession, type PlaygroundSession } from '../../src/editor/playgroundSession.ts';
import { createInferenceClient, type InferenceClient } from '../../src/processes/inferenceClient.ts';
import type { PlaygroundView, RunChoice, ToPlayground } from '../../src/protocol/playground.ts';
import { receive } from '../../webview/playground/state.ts';
import { runCli } from '../support/cli.ts';
import { makeTinyRun, makeTinyWorkspace, startTrainer } from '../support/trainerChild.ts';

let folder: string;
let base: string;
let run: string;
let client: InferenceClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-playground-'));
  const workspace = await makeTinyWorkspace(folder);
  base = workspace.base;
  run = await makeTinyRun(workspace, join(folder, 'run'), { epochs: 4 });
  expect((await startTrainer(run).ended).code).toBe(0);
  client = createInferenceClient({
    node: () => Promise.resolve({ path: process.execPath, env: process.env }),
    log: () => undefined,
  });
});
afterAll(async () => {
  await client.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A session, and the view as the page would hold it: from the messages alone. */
function open(runs: RunChoice[]): { session: PlaygroundSession; view: () => PlaygroundView; nTexts: () => number } {
  let view: PlaygroundView | null = null;
  let nTexts = 0;
  const session = createPlaygroundSession({
    client,
    runs: () => Promise.resolve(runs),
    defaultBase: () => ({ ref: { base }, name: 'tiny base' }),
    send: (message: ToPlayground) => {
      if (message.type === 'text') nTexts++;
      const next = receive(view, message);
      if (next === 'stale') throw new Error('a message does not follow what was sent before');
      view = next;
    },
  });
  return { session, view: () => view!, nTexts: () => nTexts };
}

const choice = (): RunChoice => ({ folder: run, name: 'tiny run', base: 'tiny base' });
const ids = async (...args: string[]): Promise<unknown> => {
  const { stdout } = await runCli(['chat', ...args, '--prompt', 'q3', '--max-tokens', '12', '--json']);
  return (JSON.parse(stdout) as { ids: unknown }).ids;
};

test('both sides stream and end with the ids of the command line', async () => {
  const { session, view, nTexts } = open([choice()]);
  await session.receive({ type: 'ready', version: 1 });
  expect(view()).toMatchObject({
    run,
    question: null,
    panes: { base: { model: 'tiny base' }, tuned: { model: 'tiny run' } },
  });
  await session.receive({ type: 'ask', prompt: 'q3', maxTokens: 12 });
  const { base: before, tuned } = view().panes;
  expect([before.state, tuned.state]).toEqual(['done', 'done']);
  expect(nTexts()).toBeGreaterThan(2);
  expect(before.answer?.ids).toEqual(await ids('--base', base));
  expect(tuned.answer?.ids).toEqual(await ids('--run', run));
  expect(tuned.text).not.toBe(before.text);
});

test('stop ends both; a second question while one is answered is not asked', async () => {
  const { session, view } = open([choice()]);
  await session.receive({ type: 'ready', version: 1 });
  const asked = session.receive({ type: 'ask', prompt: 'first', maxTokens: 100 });
  await session.receive({ type: 'ask', prompt: 'second', maxTokens: 100 });
  await session.receive({ type: 'stop' });
  await asked;
  expect(view().question).toBe('first');
  expect(view().panes.tuned.answer?.stop).toBe('cancelled');
});

test('without a run the base alone answers; a run without its files says so in its pane', async () => {
  const none = open([]);
  await none.session.receive({ type: 'ready', version: 1 });
  await none.session.receive({ type: 'ask', prompt: 'q3', maxTokens: 4 });
  expect(none.view().panes).toMatchObject({ base: { state: 'done' }, tuned: { state: 'empty', model: null } });

  const lost = open([{ ...choice(), folder: join(folder, 'gone') }]);
  await lost.session.receive({ type: 'ready', version: 1 });
  await lost.session.receive({ type: 'ask', prompt: 'q3', maxTokens: 4 });
  expect(lost.view().panes.tuned).toMatchObject({ state: 'failed' });
  expect(lost.view().panes.tuned.problem?.message).toContain(join(folder, 'gone'));
});
