/** The playground's page as people use it: keyboard, streaming, errors, themes. The extension's side is played by the test. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  PLAYGROUND_PROTOCOL_VERSION,
  type FromPlayground,
  type Pane,
  type PlaygroundView,
  type ToPlayground,
} from '../../src/protocol/playground.ts';
import { launchBrowser } from '../support/editor/browser.ts';
import { openWebview, type FakeHost } from '../support/webviewHost.ts';
import { THEME_NAMES, type ThemeName } from '../support/webviewThemes.ts';

type Playground = FakeHost<FromPlayground, ToPlayground>;

let browser: Browser;
let opened: Playground | undefined;
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

const EMPTY: Pane = { state: 'empty', model: null, text: '', nTokens: 0, answer: null, problem: null };
const RUNS = [
  { folder: '/w/.tunewright/runs/2', name: 'support-bot · LoRA · 23 Nov 02:40', base: 'embedded base model' },
  { folder: '/w/.tunewright/runs/1', name: 'support-bot · full · 22 Nov 18:05', base: 'embedded base model' },
];
const IDLE: PlaygroundView = {
  runs: RUNS,
  run: RUNS[0]!.folder,
  question: null,
  panes: { base: { ...EMPTY, model: RUNS[0]!.base }, tuned: { ...EMPTY, model: RUNS[0]!.name } },
};
const ANSWERED: PlaygroundView = {
  ...IDLE,
  question: 'How do I reset my Kettlebrook thermostat?',
  panes: {
    base: {
      ...IDLE.panes.base,
      state: 'done',
      text: 'How do I reset my Kettlebrook thermostat?\n\nI was in the middle of the night and the heating was on. The first thing I did was to look at the',
      nTokens: 32,
      answer: { ids: [5, 6, 7], stop: 'max-tokens', milliseconds: 812 },
    },
    tuned: {
      ...IDLE.panes.tuned,
      state: 'done',
      text: 'Hold the round button for ten seconds until the ring blinks amber, then let go.',
      nTokens: 19,
      answer: { ids: [8, 9], stop: 'end-of-turn', milliseconds: 530 },
    },
  },
};

const snapshot = (view: PlaygroundView): ToPlayground => ({
  type: 'snapshot',
  version: PLAYGROUND_PROTOCOL_VERSION,
  view,
});

async function open(view: PlaygroundView, look: { theme?: ThemeName; width?: number } = {}): Promise<Playground> {
  opened = await openWebview<FromPlayground, ToPlayground>(browser, {
    view: 'playground',
    ...look,
    onMessage: (message, send) => (message.type === 'ready' ? send(snapshot(view)) : undefined),
  });
  await opened.page.locator('#root[data-state]').waitFor();
  return opened;
}

const said = (host: Playground, type: FromPlayground['type']): FromPlayground[] =>
  host.received.filter((message) => message.type === type);
const promptBox = (host: Playground) => host.page.getByRole('textbox', { name: 'Prompt' });

describe('asking', () => {
  test('Enter sends, Shift+Enter makes a new line', async () => {
    const host = await open(IDLE);
    await promptBox(host).click();
    await host.page.keyboard.type('one');
    await host.page.keyboard.press('Shift+Enter');
    await host.page.keyboard.type('two');
    await host.page.keyboard.press('Enter');
    await expect.poll(() => said(host, 'ask')).toEqual([{ type: 'ask', prompt: 'one\ntwo', maxTokens: 128 }]);
  });

  test('an empty prompt and a wrong token limit are refused where they stand', async () => {
    const host = await open(IDLE);
    await promptBox(host).click();
    await host.page.keyboard.press('Enter');
    await host.page.getByText('Write a prompt first.').waitFor();
    await host.page.keyboard.type('hello');
    await host.page.getByRole('textbox', { name: 'Max tokens' }).fill('-3');
    await host.page.keyboard.press('Enter');
    await host.page.getByText('Max tokens is a whole number of at least 1.').waitFor();
    expect(said(host, 'ask')).toEqual([]);
    await host.page.getByRole('textbox', { name: 'Max tokens' }).fill('7');
    await host.page.getByRole('button', { name: 'Ask' }).click();
    await expect.poll(() => said(host, 'ask')).toEqual([{ type: 'ask', prompt: 'hello', maxTokens: 7 }]);
  });

  test('the chosen run is told, and the draft survives a reload', async () => {
    const host = await open(IDLE);
    await promptBox(host).fill('kept');
    await host.page.getByRole('combobox', { name: 'Tuned model' }).click();
    await host.page.getByRole('option', { name: RUNS[1]!.name }).click();
    await expect.poll(() => said(host, 'choose')).toEqual([{ type: 'choose', run: RUNS[1]!.folder }]);
    await host.page.reload();
    await host.page.locator('#root[data-state]').waitFor();
    await expect.poll(() => promptBox(host).inputValue()).toBe('kept');
    expect(await host.state()).toMatchObject({ prompt: 'kept', maxTokens: '128' });
  });

  test('the keyboard alone reaches everything, in reading order', async () => {
    const host = await open(ANSWERED);
    await promptBox(host).fill('again');
    // The page draws in its next frame; until then there is nothing to press.
    await host.page.locator('#ask:not([disabled])').waitFor();
    const order: string[] = [];
    for (let i = 0; i < 5; i++) {
      await host.page.keyboard.press('Tab');
      order.push(String(await host.page.evaluate('document.activeElement.id || document.activeElement.className')));
    }
    expect(order).toEqual(['run', 'max-tokens', 'ask', 'text', 'text']);
  });
});

describe('answers', () => {
  test('both sides grow piece by piece and end with their token ids', async () => {
    const host = await open(IDLE);
    for (const side of ['base', 'tuned'] as const)
      await host.send({ type: 'pane', side, pane: { ...IDLE.panes[side], state: 'answering' } });
    await host.page.locator('#root[data-state=busy]').waitFor();
    await host.send({ type: 'text', side: 'base', from: 0, text: 'Once ', nTokens: 1 });
    await host.send({ type: 'text', side: 'tuned', from: 0, text: 'Hold', nTokens: 1 });
    await host.send({ type: 'text', side: 'base', from: 5, text: 'upon', nTokens: 2 });
    await expect.poll(() => host.page.locator('#base-pane .text').textContent()).toBe('Once upon');
    await expect.poll(() => host.page.locator('#tuned-pane .text').textContent()).toBe('Hold');
    expect(await host.page.locator('#base-pane .status').textContent()).toBe('Answering · 2 tokens');
    await host.screenshot('playground-streaming');
    await host.page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => said(host, 'stop')).toHaveLength(1);
    await host.send({ type: 'pane', side: 'base', pane: ANSWERED.panes.base });
    await host.page.locator('#base-pane[data-state=done][data-ids="[5,6,7]"]').waitFor();
    // Announced as a whole, once.
    await host.page.getByRole('status').getByText('Base answered: How do I').waitFor();
  });

  test('a piece that does not follow is answered with a new request for everything', async () => {
    const host = await open(IDLE);
    await host.send({ type: 'text', side: 'base', from: 40, text: 'late', nTokens: 9 });
    await expect.poll(() => said(host, 'ready')).toHaveLength(2);
    expect(await host.page.locator('#base-pane .text').textContent()).toBe('');
  });

  test('markup in an answer is text', async () => {
    const host = await open(IDLE);
    const pane: Pane = { ...ANSWERED.panes.base, text: '<img src=x onerror=alert(1)><b>bold</b>' };
    await host.send({ type: 'pane', side: 'base', pane });
    await expect.poll(() => host.page.locator('#base-pane .text').textContent()).toBe(pane.text);
    expect(await host.page.locator('#base-pane .text *').count()).toBe(0);
  });

  test('a failure stands in its pane with the next step, and asking goes on', async () => {
    const host = await open(IDLE);
    const problem = { message: 'There is no file at /m/model.safetensors.', next: 'Check the path.' };
    await host.send({ type: 'pane', side: 'base', pane: { ...IDLE.panes.base, state: 'failed', problem } });
    await host.page.locator('#base-pane').getByRole('alert').getByText(`${problem.message} ${problem.next}`).waitFor();
    await host.screenshot('playground-failure');
    await promptBox(host).fill('again');
    await host.page.getByRole('button', { name: 'Ask' }).click();
    await expect.poll(() => said(host, 'ask')).toHaveLength(1);
  });

  test('without a run, the tuned side offers to make one', async () => {
    const none = { ...IDLE, runs: [], run: null, panes: { ...IDLE.panes, tuned: EMPTY } };
    const host = await open(none);
    await host.screenshot('playground-no-run');
    await host.page.getByRole('button', { name: 'Fine-tune a model' }).click();
    await expect.poll(() => said(host, 'fineTune')).toHaveLength(1);
  });
});

describe('looks', () => {
  for (const theme of THEME_NAMES)
    for (const [shape, width] of [
      ['wide', 1000],
      ['narrow', 380],
    ] as const)
      test(`${theme}, ${shape}: nothing is cut off sideways`, async () => {
        const host = await open(ANSWERED, { theme, width });
        await promptBox(host).fill('How do I reset my Kettlebrook thermostat?');
        await host.screenshot(`playground-${theme}-${shape}`);
        expect(await host.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        const [base, tuned] = await Promise.all(
          ['#base-pane', '#tuned-pane'].map((id) => host.page.locator(id).boundingBox()),
        );
        if (shape === 'wide') expect(tuned!.y).toBe(base!.y);
        else expect(tuned!.y).toBeGreaterThan(base!.y + base!.height);
      });
});
