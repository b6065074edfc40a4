/** The statistics panel as a person uses it: the numbers of the command line, what a code leads to, and how it follows the text. */
import { writeFile } from 'node:fs/promises';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binWords, costWords, percentWords, tokenWords } from '../../src/protocol/statisticsWords.ts';
import { formatCount } from '../../src/protocol/trainingWords.ts';
import type { DatasetStatistics, Distribution } from '../../src/statistics/types.ts';
import { runCli } from '../support/cli.ts';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder, look, picture } from '../support/editor/drive.ts';
import { startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  goTo,
  inWorkspace,
  openFile,
  openWorkspace,
  panel,
  runCommand,
  reloadWindow,
} from '../support/editor/workbench.ts';

let server: EditorServer;
let browser: Browser;
beforeAll(async () => {
  // As on a desktop: files of up to a gigabyte are shown unasked.
  const settings = { 'workbench.editorLargeFileConfirmation': 1024, 'editor.minimap.enabled': false };
  [server, browser] = await Promise.all([startEditorServer({ trust: 'off', settings }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('statistics'));
});

const chat = (user: string, assistant: string, task: string): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ],
    task,
  });
const SUBJECTS = [
  'the kettle',
  'a thermostat',
  'my lamp',
  'the garden pump',
  'an old radio',
  'the door bell',
  'a heater',
];
const ROWS = [
  ...Array.from({ length: 84 }, (_, i) =>
    chat(
      `How do I reset ${SUBJECTS[i % 7]!} after ${i + 2} days?`,
      `Unplug it for ${i + 3} seconds. `.repeat(1 + ((i * 5) % 17)) + 'Then plug it in.',
      i % 7 === 0 ? 'warranty' : 'reset',
    ),
  ),
  chat('Tell me the whole story of it.', `${'It began long ago. '.repeat(150)}The end.`, 'reset'),
  chat('How do I reset my lamp after 4 days?', 'You cannot.', 'reset'),
  chat('How do I reset my lamp after 4 days?', 'You cannot.', 'reset'),
  chat('How do I reset my lamp after 4 days?', 'You cannot.', 'reset'),
  '{"messages": [}',
];
const NAME = 'support.chat.jsonl';
const BRIEF = {
  tasks: [
    { id: 'reset', description: 'Says how a device is reset.', share: 0.6 },
    { id: 'warranty', description: 'Explains what the warranty covers.', share: 0.4 },
  ],
};

async function fromCli(name: string): Promise<DatasetStatistics> {
  const args = ['stats', inWorkspace(server, name), '--base', 'embedded', '--runs', server.workspace, '--json'];
  const { stdout } = await runCli(args);
  return (JSON.parse(stdout) as { files: DatasetStatistics[] }).files[0]!;
}

/** The maximum length is a line between them. */
const isBin = (row: string): boolean => !row.startsWith('maximum length');

/** Everything that the panel says, in one comparable piece. */
async function shown(statistics: FrameLocator): Promise<object> {
  const texts = (selector: string): Promise<string[]> => statistics.locator(selector).allTextContents();
  const table = async (caption: string): Promise<string[]> => {
    const rows = await statistics.getByRole('table', { name: caption }).locator('tbody tr').all();
    return Promise.all(
      rows.map(async (row) => (await row.locator('th, td:not(.bar-cell)').allTextContents()).join(' ')),
    );
  };
  return {
    rows: await texts('#figure-rows .value'),
    prompt: (await table('Prompt')).filter(isBin),
    response: (await table('Response')).filter(isBin),
    formats: await table('Rows by format'),
    roles: await table('Messages by role'),
    tasks: await table('Rows of each task'),
    repeats: await texts('.facts dd'),
    codes: await texts('.problems .code'),
    counts: await texts('.problems .number'),
    places: await texts('.problems [id^=first-]'),
    words: await texts('.words'),
  };
}

/** The same of the command line's numbers. */
function expected({ nRows, tokens, formats, roles, coverage, duplicates, problems, cost }: DatasetStatistics): object {
  const bins = ({ histogram }: Distribution): string[] =>
    histogram.map((bin) => `${binWords(bin)} ${formatCount(bin.n)}`);
  const { tasks, nNone, nUnread, nRows: nReadable } = coverage!;
  const shares = (counts: Record<string, number>): string[] => {
    const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
    return Object.entries(counts).map(([name, n]) => `${name} ${formatCount(n)} ${percentWords(n / all)}`);
  };
  return {
    rows: [formatCount(nRows)],
    prompt: bins(tokens!.prompt),
    response: bins(tokens!.response),
    formats: shares(formats),
    roles: shares(roles),
    tasks: [
      ...tasks.map(
        ({ task, nRows: n, share, nWanted }) =>
          `${task.id}${task.description} ${n} ${percentWords(share)}wanted ${percentWords(task.share!)} ${nWanted === 0 ? '–' : nWanted}`,
      ),
      `No task ${nNone} ${percentWords(nNone / nReadable)} –`,
      ...(nUnread === 0 ? [] : [`Cannot be read ${nUnread} – –`]),
    ],
    repeats: [duplicates.nEqualRows, duplicates.nNearDuplicates!, duplicates.nRepeatedPrompts].map(formatCount),
    codes: problems.codes.map(({ code }) => code),
    counts: problems.codes.map(({ n }) => formatCount(n)),
    places: problems.codes.map(({ n, line }) => `${n === 1 ? '' : 'first '}in line ${line}`),
    words: [tokenWords(tokens!), costWords(cost!)],
  };
}

const complete = (statistics: FrameLocator): Promise<void> =>
  statistics.locator('#root[data-state=complete] #figure-tokens').waitFor({ timeout: 60_000 });

/** A run that tells how fast this machine is. */
async function tuneOnce(): Promise<void> {
  await writeFile(inWorkspace(server, 'few.jsonl'), `${ROWS.slice(0, 8).join('\n')}\n`);
  const run = inWorkspace(server, '.tunewright', 'runs', 'first');
  const args = [
    '--dataset',
    inWorkspace(server, 'few.jsonl'),
    '--base',
    'embedded',
    '--method',
    'lora',
    '--epochs',
    '1',
  ];
  await runCli(['train', ...args, '--out', run]);
}

/** Quick open finds a file a moment after it was written. */
async function openQuickly(page: Page, name: string): Promise<void> {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
}

async function openRows(page: Page, name: string, text: string): Promise<void> {
  await writeFile(inWorkspace(server, name), text);
  await openWorkspace(page, server, name);
  await openFile(page, name);
}

it('shows what the command line prints; a code leads to its problems; typing changes the numbers; a reload brings it back', () =>
  drive('statistics', browser, server, async (page) => {
    await writeFile(inWorkspace(server, 'support.chat.brief.json'), JSON.stringify(BRIEF));
    await tuneOnce();
    await openRows(page, NAME, `${ROWS.join('\n')}\n`);
    await page.locator('.codelens-decoration a', { hasText: 'Statistics' }).click({ timeout: 60_000 });
    const statistics = panel(page, 'Statistics');
    await complete(statistics);
    const counted = await fromCli(NAME);
    expect(counted.coverage!.tasks[1]!.nWanted).toBeGreaterThan(0);
    expect(counted.tokens!.nRowsCut).toBe(1);
    expect(counted.cost!.seconds).toBeGreaterThan(0);
    await expect.poll(() => shown(statistics), { timeout: 30_000 }).toEqual(expected(counted));
    await statistics.getByText('Counted from the saved text').waitFor();
    await look(page, 'statistics');
    await picture(page, 'statistics', 660);

    // One problem: its place. Many: the report of that code alone.
    await statistics.locator('#code-json-syntax').click();
    await page.locator('.statusbar-item', { hasText: `Ln ${ROWS.length}, Col 15` }).waitFor();
    await statistics.locator('#code-duplicate-row').click();
    await page.locator('.tab.active', { hasText: `${NAME} (duplicate-row)` }).waitFor();
    await page.locator('.view-line', { hasText: 'duplicate-row: ' }).first().waitFor();
    await look(page, 'statistics-report');
    await page.getByRole('tab', { name: `${NAME}, Editor Group 1`, exact: true }).click();

    await goTo(page, 1, 1);
    await page.keyboard.type('{"instruction": "Name a tree.", "output": "The oak."}\n');
    await statistics.getByText("Counted from the editor's text, which is not saved yet").waitFor();
    await statistics.locator('#figure-rows .value', { hasText: formatCount(counted.nRows + 1) }).waitFor();
    await page.keyboard.press('Control+s');
    await statistics.getByText('Counted from the saved text').waitFor();
    await complete(statistics);
    const after = await fromCli(NAME);
    expect(after.formats['alpaca']).toBe(1);
    await expect.poll(() => shown(statistics), { timeout: 30_000 }).toEqual(expected(after));

    await reloadWindow(page, NAME);
    await complete(statistics);
    await expect.poll(() => shown(statistics), { timeout: 30_000 }).toEqual(expected(after));
  }));

it('counts in a child process what the language server does not have: a JSON array, and a file once it is closed', () =>
  drive('statistics-file', browser, server, async (page) => {
    const name = 'array.json';
    await writeFile(inWorkspace(server, 'array.brief.json'), JSON.stringify(BRIEF));
    await openRows(page, name, `[\n${ROWS.slice(0, -1).join(',\n')}\n]\n`);
    await runCommand(page, 'Tunewright: Show Dataset Statistics');
    const statistics = panel(page, 'Statistics');
    await complete(statistics);
    await expect.poll(() => shown(statistics), { timeout: 30_000 }).toEqual(expected(await fromCli(name)));
    await statistics.getByText('Counted from the saved file').waitFor();
    // The child makes the report too.
    await statistics.locator('#code-duplicate-row').click();
    await page.locator('.tab.active', { hasText: `${name} (duplicate-row)` }).waitFor({ timeout: 60_000 });
    await page.locator('.view-line', { hasText: 'duplicate-row: ' }).first().waitFor();
    // What is typed is counted after a while.
    await page.getByRole('tab', { name: `${name}, Editor Group 1`, exact: true }).click();
    await goTo(page, 2, 1);
    await page.keyboard.type('{"instruction": "Name a tree.", "output": "The oak."},');
    await statistics.getByText("Counted from the editor's text, which is not saved yet").waitFor();
    await statistics.locator('#figure-rows .value', { hasText: String(ROWS.length) }).waitFor();
    await complete(statistics);

    // Another dataset in front takes its place, and is counted from its file once its editor is gone.
    const other = 'closed.jsonl';
    await writeFile(inWorkspace(server, other), `${ROWS.slice(0, 40).join('\n')}\n`);
    await openQuickly(page, other);
    await statistics.getByRole('heading', { name: other }).waitFor();
    await statistics.getByText('Counted from the saved text').waitFor();
    await runCommand(page, 'View: Close Editor');
    await statistics.getByText('Counted from the saved file').waitFor({ timeout: 60_000 });
    await complete(statistics);
    expect(await statistics.locator('#figure-rows .value').textContent()).toBe('40');
  }));

it('counts a file that is too large for the editor to hand over, can be cancelled, and leads to its rows', () =>
  drive('statistics-large', browser, server, async (page) => {
    const name = 'large.jsonl';
    const rows = Array.from({ length: 480 }, (_, i) => chat(`Repeat ${i}.`, `${i} and on. `.repeat(10_000), 'reset'));
    rows[299] = '{"messages": [}';
    await openRows(page, name, `${rows.join('\n')}\n`);
    await runCommand(page, 'Tunewright: Show Dataset Statistics');
    const statistics = panel(page, 'Statistics');
    await statistics.getByRole('button', { name: 'Cancel' }).click();
    await statistics.getByText('Counting was cancelled.').waitFor();
    await statistics.getByRole('button', { name: 'Count again' }).click();
    await complete(statistics);
    await statistics.getByText('Counted from the saved file').waitFor();
    await look(page, 'statistics-large');
    const counted = await fromCli(name);
    expect(await statistics.locator('#figure-rows .value').textContent()).toBe(formatCount(counted.nRows));
    expect(await statistics.locator('.problems .code').allTextContents()).toEqual(
      counted.problems.codes.map(({ code }) => code),
    );
    await statistics.locator('#code-json-syntax').click();
    await page.locator('.statusbar-item', { hasText: 'Ln 300, Col 15' }).waitFor();
    await statistics.locator('#code-over-length').click();
    await page.locator('.tab.active', { hasText: `${name} (over-length)` }).waitFor({ timeout: 60_000 });
  }));
