/** The training panel's page: what it shows of a run, what its buttons say, and that it reads well everywhere. The extension's side is played by the test. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  TRAINING_PANEL_PROTOCOL_VERSION,
  type FromTrainingPanel,
  type PanelRunState,
  type PanelRunStatus,
  type ToTrainingPanel,
  type TrainingView,
} from '../../src/protocol/trainingPanel.ts';
import { launchBrowser } from '../support/editor/browser.ts';
import { openWebview, type FakeHost } from '../support/webviewHost.ts';
import { THEME_NAMES, type ThemeName } from '../support/webviewThemes.ts';

type Panel = FakeHost<FromTrainingPanel, ToTrainingPanel>;

let browser: Browser;
let opened: Panel | undefined;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterEach(async () => {
  // The page's own errors and those of its security policy fail every test.
  expect(opened?.complaints ?? []).toEqual([]);
  await opened?.close();
  opened = undefined;
});
afterAll(() => browser.close());

const status = (state: PanelRunState, more: Partial<PanelRunStatus> = {}): PanelRunStatus => ({
  folder: '/w/.tunewright/runs/2026-11-23_02-40-00-support-bot',
  name: 'support-bot',
  dataset: 'support-bot.instruct.jsonl',
  base: 'embedded base model',
  method: 'LoRA',
  state,
  message: null,
  totalSteps: 200,
  epochs: 10,
  tokensPerSecond: 5321,
  remainingMs: 83_000,
  ...more,
});

/** A loss that falls as losses do, without chance. */
const lossAt = (step: number): number => 3.2 * Math.exp(-step / 60) + 0.8 + 0.15 * Math.sin(step * 1.7);
const steps = (from: number, to: number): TrainingView['steps'] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    step: from + i,
    epoch: Math.ceil((from + i) / 20),
    loss: lossAt(from + i),
    learningRate: 5e-3 * (1 - (from + i) / 400),
    gradientNorm: 1.25,
  }));
const evaluations = (last: number): TrainingView['evaluations'] =>
  Array.from({ length: Math.floor(last / 20) + 1 }, (_, i) => ({ step: i * 20, loss: lossAt(i * 20) + 0.1 }));
const RUNNING: TrainingView = { status: status('running'), steps: steps(1, 124), evaluations: evaluations(124) };
const withState = (state: PanelRunState, more: Partial<PanelRunStatus> = {}): TrainingView => ({
  ...RUNNING,
  status: status(state, more),
});

const snapshot = (view: TrainingView | null): ToTrainingPanel => ({
  type: 'snapshot',
  version: TRAINING_PANEL_PROTOCOL_VERSION,
  view,
});

async function open(view: TrainingView | null, look: { theme?: ThemeName; width?: number } = {}): Promise<Panel> {
  opened = await openWebview<FromTrainingPanel, ToTrainingPanel>(browser, {
    view: 'training',
    ...look,
    onMessage: (message, send) => (message.type === 'ready' ? send(snapshot(view)) : undefined),
  });
  await opened.page.locator(view === null ? '.empty:visible' : '#root[data-state]').waitFor();
  return opened;
}

const figure = (panel: Panel, id: string): Promise<string | null> =>
  panel.page.locator(`#figure-${id} dd`).textContent();
const buttons = (panel: Panel): Promise<string[]> => panel.page.locator('vscode-button:visible').allTextContents();
const rootData = (panel: Panel, name: string): Promise<string | null> =>
  panel.page.locator('#root').getAttribute(`data-${name}`);

test('a running run in figures, and unrounded for whoever compares', async () => {
  const panel = await open(RUNNING);
  expect(await panel.page.getByRole('status').textContent()).toBe('Training');
  expect(await figure(panel, 'step')).toBe('124 of 200');
  expect(await figure(panel, 'epoch')).toBe('7 of 10');
  expect(await figure(panel, 'speed')).toBe('5,321 tokens/s');
  expect(await figure(panel, 'remaining')).toBe('1 min 23 s');
  expect(await figure(panel, 'validation-before')).toBe(RUNNING.evaluations[0]!.loss!.toFixed(3));
  expect(await figure(panel, 'validation-now')).toContain(RUNNING.evaluations.at(-1)!.loss!.toFixed(3));
  expect(await rootData(panel, 'step')).toBe('124');
  expect(await rootData(panel, 'points')).toBe('124');
  expect(await rootData(panel, 'loss')).toBe(String(RUNNING.steps.at(-1)!.loss));
  expect(await panel.state()).toEqual({ run: RUNNING.status.folder });
});

test('deltas are added; one that does not fit makes the page ask again', async () => {
  const panel = await open(RUNNING);
  const delta = (fromStep: number, first: number): ToTrainingPanel => ({
    type: 'delta',
    status: status('running'),
    fromStep,
    steps: steps(first, first + 1),
    fromEvaluation: RUNNING.evaluations.length,
    evaluations: [],
  });
  await panel.send(delta(124, 125));
  await panel.page.locator('#root[data-points="126"][data-step="126"]').waitFor();
  expect(panel.received).toHaveLength(1);
  await panel.send(delta(130, 131));
  await panel.page.locator('#root[data-points="124"]').waitFor(); // the fake host's snapshot is still the first one
  expect(panel.received.map(({ type }) => type)).toEqual(['ready', 'ready']);
});

describe('each state offers what can be done in it', () => {
  test.each<[PanelRunState, string, string[]]>([
    ['starting', 'Starting', ['Stop and save', 'Show log']],
    ['running', 'Training', ['Stop and save', 'Show log']],
    ['stopping', 'Stopping and saving', ['Show log']],
    ['finished', 'Finished', ['Open playground', 'Show log']],
    ['stopped', 'Stopped', ['Resume', 'Open playground', 'Show log']],
    ['failed', 'Failed', ['Resume', 'Show log']],
    ['interrupted', 'Interrupted', ['Resume', 'Show log']],
  ])('%s', async (state, words, labels) => {
    const panel = await open(withState(state, { message: state === 'failed' ? 'The disk is full. Free some.' : null }));
    expect(await panel.page.getByRole('status').textContent()).toBe(words);
    expect(await buttons(panel)).toEqual(labels);
    expect(await panel.page.getByRole('alert').isVisible()).toBe(state === 'failed');
  });
});

test('buttons are reached by keyboard and say what was asked', async () => {
  const panel = await open(withState('stopped'));
  await panel.page.keyboard.press('Tab');
  await panel.page.keyboard.press('Enter');
  await panel.page.keyboard.press('Tab');
  await panel.page.keyboard.press('Space');
  await expect.poll(() => panel.received.map(({ type }) => type)).toEqual(['ready', 'resume', 'openPlayground']);
});

test('the table holds the points of the chart', async () => {
  const panel = await open(RUNNING);
  await panel.page.getByText('Show the points as a table').click();
  const rows = panel.page.getByRole('region', { name: 'Points of the run' }).locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(125); // 124 steps and the evaluation before the first
  expect(await rows.nth(0).locator('td').allTextContents()).toEqual([
    '0',
    '',
    '',
    RUNNING.evaluations[0]!.loss!.toFixed(3),
    '',
    '',
  ]);
  expect((await rows.nth(20).locator('td').allTextContents()).slice(0, 4)).toEqual([
    '20',
    '1',
    lossAt(20).toFixed(3),
    RUNNING.evaluations[1]!.loss!.toFixed(3),
  ]);
});

test('without a run it says how to start one', async () => {
  const panel = await open(null);
  await panel.page.getByText('Fine-tune model', { exact: true }).click();
  await expect.poll(() => panel.received.at(-1)?.type).toBe('fineTune');
});

test('a long run is thinned and still drawn at once', async () => {
  const panel = await open({
    status: status('running', { totalSteps: 20_000 }),
    steps: steps(1, 12_000),
    evaluations: [],
  });
  expect(await rootData(panel, 'points')).toBe('12000');
  await panel.page.getByText('Show the points as a table').click();
  const rows = panel.page.getByRole('region', { name: 'Points of the run' }).locator('tbody tr');
  await expect.poll(() => rows.count()).toBeGreaterThan(1000);
  expect(await rows.count()).toBeLessThanOrEqual(2000);
});

test('a run whose loss is no number says so instead of failing', async () => {
  const broken = [...steps(1, 3), { step: 4, epoch: 0.2, loss: null, learningRate: 1e-3, gradientNorm: null }];
  const panel = await open({ ...RUNNING, steps: broken });
  expect(await figure(panel, 'loss')).toBe('not a number');
});

describe('looks', () => {
  test.each(THEME_NAMES)('%s, wide', async (theme) => {
    const panel = await open(RUNNING, { theme });
    await panel.screenshot(`training-${theme}-wide`);
    expect(await overflows(panel)).toBe(false);
  });
  test('narrow, with a failure and the table open', async () => {
    const panel = await open(
      withState('failed', { message: 'The disk is full: /w/.tunewright could not be written. Free some space.' }),
      {
        theme: 'light',
        width: 320,
      },
    );
    await panel.page.getByText('Show the points as a table').click();
    await panel.screenshot('training-light-narrow');
    expect(await overflows(panel)).toBe(false);
  });
  test('a new theme recolours the chart', async () => {
    const panel = await open(RUNNING);
    const canvas = panel.page.locator('canvas').first();
    const before = await canvas.screenshot();
    await panel.page.evaluate("document.documentElement.style.setProperty('--vscode-charts-blue', '#ff0000')");
    await expect.poll(async () => (await panel.page.locator('canvas').first().screenshot()).equals(before)).toBe(false);
  });
});

const overflows = (panel: Panel): Promise<boolean> =>
  panel.page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
