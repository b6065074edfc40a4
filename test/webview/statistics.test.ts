/** The statistics panel's page: every number of the command line is on it, and it reads well everywhere. The extension's side is played by the test. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readBrief } from '../../src/dataset/brief/read.ts';
import { openBaseTokens } from '../../src/processes/baseTokens.ts';
import { fileStatistics } from '../../src/processes/fileStatistics.ts';
import {
  STATISTICS_PROTOCOL_VERSION,
  type DatasetStatistics,
  type Distribution,
  type FromStatistics,
  type StatisticsView,
  type ToStatistics,
} from '../../src/protocol/statistics.ts';
import { binWords } from '../../src/protocol/statisticsWords.ts';
import { formatCount } from '../../src/protocol/trainingWords.ts';
import { launchBrowser } from '../support/editor/browser.ts';
import { lowestContrast } from '../support/webviewContrast.ts';
import { openWebview, type FakeHost } from '../support/webviewHost.ts';
import { THEME_NAMES, type ThemeName } from '../support/webviewThemes.ts';

type Panel = FakeHost<FromStatistics, ToStatistics>;

const MARKUP = '<img src=x onerror="throw 1">';
const chat = (user: string, assistant: string, more: object = {}): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ],
    ...more,
  });
const ROWS = [
  ...Array.from({ length: 60 }, (_, i) =>
    chat(`How do I get order ${i} back?`, `Send it to us. `.repeat(1 + ((i * 7) % 23)), {
      task: i % 6 === 0 ? 'refund' : 'order',
    }),
  ),
  chat('How do I get order 3  back?', 'You do not.'),
  chat('Tell me all of it.', 'word '.repeat(700)),
  chat('Tell me all of it again.', 'word '.repeat(900)),
  JSON.stringify({ messages: [{ role: MARKUP, content: 'hello' }] }),
  '{"instruction": "Another format", "output": "Here."}',
  '{broken',
];
const BRIEF = JSON.stringify({
  tasks: [
    { id: 'order', description: 'Says where an order is.', share: 0.6 },
    { id: 'refund', description: 'Explains how money comes back.', share: 0.4 },
    { id: MARKUP, description: MARKUP },
  ],
});

let browser: Browser;
let opened: Panel | undefined;
let counted: DatasetStatistics;
let plain: DatasetStatistics;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tunewright-statistics-page-'));
  const path = join(folder, 'a.jsonl');
  await writeFile(path, `${ROWS.join('\n')}\n`);
  const base = await openBaseTokens('embedded');
  const brief = { path: join(folder, 'a.brief.json'), ...readBrief(BRIEF) };
  [browser, counted, plain] = await Promise.all([
    launchBrowser(),
    fileStatistics(path, { brief }, { name: 'embedded', base }),
    fileStatistics(path, {}),
  ]);
  base.pool.dispose();
  await rm(folder, { recursive: true });
});
afterEach(async () => {
  // The page's own errors and those of its security policy fail every test.
  expect(opened?.complaints ?? []).toEqual([]);
  await opened?.close();
  opened = undefined;
});
afterAll(() => browser.close());

const viewOf = (statistics: DatasetStatistics | null, more: Partial<StatisticsView> = {}): StatisticsView => ({
  uri: 'file:///w/support.chat.jsonl',
  name: 'support.chat.jsonl',
  statistics,
  titles: { 'json-syntax': 'Invalid JSON', 'role-unknown': MARKUP },
  source: 'saved',
  isLive: true,
  isTrusted: true,
  state: { kind: 'complete' },
  ...more,
});
const snapshot = (view: StatisticsView | null, reason = ''): ToStatistics => ({
  type: 'snapshot',
  version: STATISTICS_PROTOCOL_VERSION,
  view,
  reason,
});

async function open(view: StatisticsView | null, look: { theme?: ThemeName; width?: number } = {}): Promise<Panel> {
  opened = await openWebview<FromStatistics, ToStatistics>(browser, {
    view: 'statistics',
    ...look,
    onMessage: (message, send) => (message.type === 'ready' ? send(snapshot(view)) : undefined),
  });
  await opened.page.locator('#root[data-state]').waitFor();
  return opened;
}

const said = (panel: Panel): FromStatistics[] => panel.received.filter(({ type }) => type !== 'ready');
/** The cells of a table's rows, as a screen reader goes through them. */
async function cells(panel: Panel, caption: string | RegExp): Promise<string[][]> {
  const rows = panel.page.getByRole('table', { name: caption }).locator('tbody tr');
  return Promise.all((await rows.all()).map((row) => row.locator('th, td:not(.bar-cell)').allTextContents()));
}
const binsOf = ({ histogram }: Distribution): string[][] => histogram.map((bin) => [binWords(bin), formatCount(bin.n)]);

describe('content', () => {
  test('every number of the statistics is there: lengths beside the maximum, formats, roles, tasks, repeats, cost', async () => {
    const { tokens, formats, roles, cost, problems } = counted;
    const panel = await open(viewOf(counted));
    const prompts = await cells(panel, /^Prompt/);
    expect(prompts).toEqual([...binsOf(tokens!.prompt), ['maximum length 512, above all of these']]);
    const responses = await cells(panel, /^Response/);
    expect(responses.filter(({ length }) => length > 1)).toEqual(binsOf(tokens!.response));
    expect(responses[responses.findIndex(([label]) => label === '500–549') + 1]).toEqual(['maximum length 512']);
    const { min, median, p95, max } = tokens!.response;
    expect(await panel.page.locator('.quantiles').nth(1).locator('dd').allTextContents()).toEqual(
      [min, median, p95, max].map(formatCount),
    );
    expect((await cells(panel, 'Rows by format')).map(([name, n]) => [name, n])).toEqual(
      Object.entries(formats).map(([name, n]) => [name, String(n)]),
    );
    expect((await cells(panel, 'Messages by role')).map(([name, n]) => [name, n])).toEqual(
      Object.entries(roles).map(([name, n]) => [name, String(n)]),
    );
    await panel.page.getByText(`${formatCount(cost!.nTokens)} tokens`).waitFor();
    await panel.page.getByText('2 rows longer than the maximum of 512').waitFor();
    expect(await panel.page.locator('#figure-rows .value').textContent()).toBe('66');
    expect(await panel.page.locator('.facts dd').allTextContents()).toEqual(
      [counted.duplicates.nEqualRows, counted.duplicates.nNearDuplicates!, counted.duplicates.nRepeatedPrompts].map(
        formatCount,
      ),
    );
    expect(await panel.page.locator('.problems .code').allTextContents()).toEqual(
      problems.codes.map(({ code }) => code),
    );
    expect(await panel.page.locator('.problems .number').allTextContents()).toEqual(
      problems.codes.map(({ n }) => formatCount(n)),
    );
    expect(await panel.state()).toEqual({ uri: 'file:///w/support.chat.jsonl' });
  });

  test('a task stands beside its wanted share, with the rows that are missing', async () => {
    const panel = await open(viewOf(counted));
    const { tasks, nRows } = counted.coverage!;
    const rows = await cells(panel, /each task/);
    const refund = tasks.find(({ task }) => task.id === 'refund')!;
    expect(rows[1]).toEqual([
      'refundExplains how money comes back.',
      String(refund.nRows),
      `${Math.round((100 * refund.nRows) / nRows)} %wanted 40 %`,
      String(refund.nWanted),
    ]);
    expect(refund.nWanted).toBeGreaterThan(0);
    expect(rows.map(([name]) => name)).toContain('No task');
  });

  test('why fewer rows have tokens is said', async () => {
    const nOthers = counted.nRows - counted.tokens!.nRows;
    expect(nOthers).toBeGreaterThan(1);
    const panel = await open(viewOf(counted));
    await panel.page.getByText(`The other ${nOthers} rows are not counted: they cannot be trained on.`).waitFor();
    await panel.send(snapshot(viewOf(counted, { state: { kind: 'counting', canCancel: false } })));
    await panel.page.getByText(`The other ${nOthers} rows are being counted.`).waitFor();
  });

  test('without a base model lengths are in characters, with the way to choose one', async () => {
    const panel = await open(viewOf(plain));
    expect(await cells(panel, /^Response.*characters/)).toEqual(binsOf(plain.characters!.response));
    await panel.page.getByRole('button', { name: 'Choose a base model' }).click();
    await panel.send(snapshot(viewOf(plain, { isTrusted: false })));
    await panel.page.getByRole('button', { name: 'Manage workspace trust' }).click();
    await panel.page.getByRole('button', { name: 'Begin a brief' }).click();
    await expect.poll(() => said(panel).map(({ type }) => type)).toEqual(['chooseBase', 'manageTrust', 'openBrief']);
  });

  test('markup in the data is text', async () => {
    const panel = await open(viewOf(counted));
    expect((await cells(panel, 'Messages by role')).map(([name]) => name)).toContain(MARKUP);
    await panel.page.locator('.tasks .name', { hasText: MARKUP }).waitFor();
    await panel.page.locator('.problems .title', { hasText: MARKUP }).waitFor();
    expect(await panel.page.locator('img').count()).toBe(0);
  });

  test('a dataset without a row that could be read says so', async () => {
    const none = { ...plain, nRows: 1, formats: { invalid: 1 }, roles: {}, characters: null };
    const panel = await open(viewOf(none));
    await panel.page.getByText('No row could be read').waitFor();
    expect(await panel.page.getByRole('table', { name: 'Messages by role' }).count()).toBe(0);
  });
});

describe('ways', () => {
  test('each code leads to its problems, to its first place and to the page of its rule; all by keyboard', async () => {
    const [first, ...others] = counted.problems.codes;
    const { code, n, line, column } = { ...first!, n: 3, line: 7, column: 12 };
    const codes = [{ ...first!, n, line, column }, ...others];
    const panel = await open(viewOf({ ...counted, problems: { ...counted.problems, codes } }));
    await panel.page.getByRole('button', { name: `${code}: show all ${n} problems` }).focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Space');
    await expect
      .poll(() => said(panel))
      .toEqual([
        { type: 'showProblems', code },
        { type: 'reveal', line, column },
        { type: 'showRule', code },
      ]);
  });

  test('numbers that come anew leave the focus where it was', async () => {
    const panel = await open(viewOf(counted));
    const { code } = counted.problems.codes[1]!;
    await panel.page.locator(`#rule-${code}`).focus();
    await panel.send(snapshot(viewOf({ ...counted, nRows: 67 })));
    await panel.page.locator('#figure-rows .value', { hasText: '67' }).waitFor();
    expect(await panel.page.evaluate('document.activeElement.id')).toBe(`rule-${code}`);
  });

  test('says where the numbers are from, and offers to cancel and to count again', async () => {
    const panel = await open(viewOf(counted, { source: 'unsaved' }));
    const text = (words: string): Promise<void> => panel.page.getByText(words).waitFor();
    const again = panel.page.getByRole('button', { name: 'Count again' });
    await text("the editor's text, which is not saved yet");
    expect(await again.isVisible()).toBe(false);
    await panel.send(snapshot(viewOf(null, { isLive: false, state: { kind: 'counting', canCancel: true } })));
    await panel.page.getByRole('progressbar').waitFor();
    await panel.page.getByRole('button', { name: 'Cancel' }).click();
    await panel.send(snapshot(viewOf(null, { isLive: false, state: { kind: 'cancelled' } })));
    await text('Counting was cancelled.');
    await again.click();
    await panel.send(snapshot(viewOf(counted, { isLive: false, state: { kind: 'outdated' } })));
    await text('Counted from the saved file');
    await text('have changed since it was counted.');
    await again.waitFor();
    await panel.send(snapshot(viewOf(null, { isLive: false, state: { kind: 'failed', reason: `No ${MARKUP}.` } })));
    await text(`No ${MARKUP}.`);
    expect(said(panel).map(({ type }) => type)).toEqual(['cancel', 'countAgain']);
  });

  test('without a dataset, the reason and the way to one stand there', async () => {
    const panel = await open(null);
    await panel.send(snapshot(null, 'rows.jsonl was closed, and it was never saved.'));
    await panel.page.getByText('it was never saved').waitFor();
    await panel.page.getByRole('button', { name: 'Choose a dataset' }).click();
    await expect.poll(() => said(panel)).toEqual([{ type: 'chooseDataset' }]);
  });
});

describe('looks', () => {
  for (const theme of THEME_NAMES)
    for (const [shape, width] of [
      ['wide', 1200],
      ['narrow', 300],
    ] as const)
      test(`${theme}, ${shape}: nothing is cut off sideways`, async () => {
        const name = `${'long_name_without_a_gap_'.repeat(4)}.jsonl`;
        const panel = await open(viewOf(counted, { name }), { theme, width });
        await panel.screenshot(`statistics-${theme}-${shape}`);
        expect(await panel.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        const lowest = await lowestContrast(panel.page, ['p', 'th', 'td', '.code', '.link']);
        expect(lowest.ratio, lowest.of).toBeGreaterThan(4.5);
      });

  test('whoever wants less motion gets none', async () => {
    const counting = viewOf(null, { isLive: false, state: { kind: 'counting', canCancel: true } });
    const panel = await open(counting);
    const animation = (): Promise<string> =>
      panel.page.evaluate("getComputedStyle(document.querySelector('.progress span')).animationName");
    expect(await animation()).toBe('pass');
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await animation()).toBe('none');
  });
});
