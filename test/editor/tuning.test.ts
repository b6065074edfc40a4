/** The second and third job as a person does them: fine-tune from the palette, watch it through a reload, and compare. */
import { cp, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder, picture } from '../support/editor/drive.ts';
import { isAlive, startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  answerInput,
  goTo,
  inWorkspace,
  openFile,
  openWorkspace,
  panel,
  pick,
  problemRows,
  runCommand,
  answerDialog,
  showProblems,
  waitForExplorer,
} from '../support/editor/workbench.ts';

const EXAMPLE = resolve(import.meta.dirname, '..', '..', 'examples', 'support-bot');
const DATASET = 'train.instruct.jsonl';
const TRAINING_LIMIT_MS = 480_000;
/** Asked at least, and at most until one answer is right. */
const MIN_QUESTIONS = 3;
const MAX_QUESTIONS = 12;
/** Long enough to reload in the middle, also on a fast machine. */
const N_EPOCH = '12';

let server: EditorServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startEditorServer({ trust: 'off' }), launchBrowser()]);
  await cp(join(EXAMPLE, DATASET), inWorkspace(server, DATASET));
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('tuning'));
});

/** What the training panel says of itself, unrounded. */
async function shownRun(training: FrameLocator): Promise<Record<string, string>> {
  const names = ['run', 'state', 'step', 'loss', 'validation-loss', 'points', 'evaluations'];
  const root = training.locator('#root');
  const values = await Promise.all(names.map((name) => root.getAttribute(`data-${name}`)));
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

const waitForRun = (training: FrameLocator, state: string, timeout: number): Promise<void> =>
  training.locator(`#root[data-state="${state}"]`).waitFor({ timeout, state: 'attached' });

type LoggedEvent = { type: string; step: number; loss: number };

async function loggedEvents(run: string): Promise<LoggedEvent[]> {
  const text = await readFile(join(run, 'events.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LoggedEvent);
}

async function trainerPid(run: string): Promise<number> {
  return (JSON.parse(await readFile(join(run, 'lock'), 'utf8')) as { pid: number }).pid;
}

/** A misspelt field and a lost quote are seen at once, and gone with the edit. */
async function breakAndRevert(page: Page): Promise<void> {
  const lines = (await readFile(inWorkspace(server, DATASET), 'utf8')).split('\n');
  const [misspelt, unclosed] = [3, 6];
  await goTo(page, misspelt, lines[misspelt - 1]!.indexOf('output') + 2);
  await page.keyboard.press('Delete');
  await goTo(page, unclosed, lines[unclosed - 1]!.indexOf('", "output"') + 1);
  await page.keyboard.press('Delete');
  await showProblems(page);
  await expect
    .poll(async () => [...new Set((await problemRows(page)).map(({ line }) => line))].sort(), { timeout: 20_000 })
    .toEqual([misspelt, unclosed]);
  await picture(page, 'check');
  await runCommand(page, 'File: Revert File');
  await expect.poll(() => problemRows(page), { timeout: 20_000 }).toEqual([]);
  await runCommand(page, 'View: Toggle Panel Visibility');
}

async function startFineTuning(page: Page): Promise<void> {
  await runCommand(page, 'Tunewright: Fine-tune Model');
  await pick(page, 'Embedded base model');
  await pick(page, 'Full tuning');
  await pick(page, 'Choose epochs and learning rate');
  await answerInput(page, /How often each row is seen/, N_EPOCH);
  await answerInput(page, /learning rate/);
  const words = await answerDialog(page, `Fine-tune on ${DATASET}?`, 'Start training');
  expect(words).toMatch(/Rows: 664/);
  expect(words).toMatch(/Trained tokens: [\d,]+/);
  expect(words).toMatch(/Estimated time: about/);
}

it('fine-tunes from the palette, survives a reload, and compares base and tuned', { timeout: 900_000 }, () =>
  drive('tuning', browser, server, async (page) => {
    await openWorkspace(page, server, DATASET);
    await openFile(page, DATASET);
    await breakAndRevert(page);
    await startFineTuning(page);

    const training = panel(page, 'Training');
    await waitForRun(training, 'running', 120_000);
    await expect.poll(async () => Number((await shownRun(training))['step']), { timeout: 120_000 }).toBeGreaterThan(2);
    const before = await shownRun(training);
    const run = before['run']!;
    const pid = await trainerPid(run);
    await page.locator('.statusbar-item', { hasText: /Tunewright: \d+ % loss/ }).waitFor();

    await page.reload();
    await waitForExplorer(page, DATASET);
    await waitForRun(training, 'running', 60_000);
    expect(await trainerPid(run)).toBe(pid);
    expect(isAlive(pid)).toBe(true);
    await expect
      .poll(async () => Number((await shownRun(training))['step']), { timeout: 60_000 })
      .toBeGreaterThan(Number(before['step']));

    await waitForRun(training, 'finished', TRAINING_LIMIT_MS);
    await picture(page, 'train');
    const steps = (await loggedEvents(run)).filter(({ type }) => type === 'step');
    const evaluations = (await loggedEvents(run)).filter(({ type }) => type === 'evaluation');
    const shown = await shownRun(training);
    expect({ ...shown, loss: Number(shown['loss']), 'validation-loss': Number(shown['validation-loss']) }).toEqual({
      run,
      state: 'finished',
      step: String(steps.at(-1)?.step),
      loss: steps.at(-1)?.loss,
      'validation-loss': evaluations.at(-1)?.loss,
      points: String(steps.length),
      evaluations: String(evaluations.length),
    });
    expect(evaluations.at(-1)!.loss).toBeLessThan(evaluations[0]!.loss);
    await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);
    expect((await stat(join(run, 'model', 'model.safetensors'))).size).toBeGreaterThan(1e6);

    await comparesAsTheCommandLineDoes(page, run);
  }),
);

/** Asks held-out questions in the playground: base and tuned differ, and both say exactly what `chat` says. */
async function comparesAsTheCommandLineDoes(page: Page, run: string): Promise<void> {
  await runCommand(page, 'Tunewright: Open Playground');
  const playground = panel(page, 'Playground');
  let nAsked = 0;
  let nRight = 0;
  for (const { prompt, expect: wanted } of await heldOutQuestions()) {
    if (nAsked >= MIN_QUESTIONS && nRight > 0) break;
    await playground.locator('#prompt textarea').fill(prompt);
    await playground.locator('#prompt textarea').press('Enter');
    await playground.locator('.question', { hasText: prompt }).waitFor();
    const base = await answerOf(playground, 'base');
    const tuned = await answerOf(playground, 'tuned');
    nAsked++;
    expect(base.ids).not.toEqual(tuned.ids);
    expect(base.text).not.toContain(wanted);
    if (nAsked <= MIN_QUESTIONS) {
      expect(base.ids).toEqual(await chatIds(['--base', 'embedded'], prompt));
      expect(tuned.ids).toEqual(await chatIds(['--run', run], prompt));
    }
    if (!tuned.text.includes(wanted)) continue;
    nRight++;
    await picture(page, 'compare');
  }
  expect(nRight, `of ${nAsked} held-out questions, the tuned model answered`).toBeGreaterThan(0);
}

/** Questions about facts, spread over the file: the phrasings of one fact stand together. */
async function heldOutQuestions(): Promise<{ prompt: string; expect: string }[]> {
  const lines = (await readFile(join(EXAMPLE, 'held-out.jsonl'), 'utf8')).trim().split('\n');
  const questions = lines.map((line) => JSON.parse(line) as { prompt: string; expect: string; kind: string });
  const facts = questions.filter(({ kind }) => kind === 'fact');
  return Array.from({ length: MAX_QUESTIONS }, (_, i) => facts[Math.floor((i * facts.length) / MAX_QUESTIONS)]!);
}

async function answerOf(playground: FrameLocator, side: 'base' | 'tuned'): Promise<{ ids: number[]; text: string }> {
  const pane = playground.locator(`#${side}-pane[data-state="done"]`);
  await pane.waitFor({ timeout: 120_000 });
  const ids = JSON.parse((await pane.getAttribute('data-ids')) ?? '[]') as number[];
  return { ids, text: (await pane.locator('.text').textContent()) ?? '' };
}

async function chatIds(model: string[], prompt: string): Promise<number[]> {
  const options = ['--prompt', prompt, '--temperature', '0', '--max-tokens', '128', '--json'];
  const { stdout, stderr, code } = await runCli(['chat', ...model, ...options]);
  expect(code, stderr).toBe(0);
  return (JSON.parse(stdout) as { ids: number[] }).ids;
}
