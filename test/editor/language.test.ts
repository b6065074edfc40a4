/** Writing instruction data as a person does: completion, hover, outline, quick fixes, fix all, the code lens, the status bar and the full report. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder, picture } from '../support/editor/drive.ts';
import { startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  goTo,
  inWorkspace,
  openFile,
  openWorkspace,
  pick,
  problemRows,
  runCommand,
  showProblems,
} from '../support/editor/workbench.ts';

let server: EditorServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startEditorServer({ trust: 'off' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('language'));
});

const chat = (...turns: [string, string][]): string =>
  JSON.stringify({ messages: turns.map(([role, content]) => ({ role, content })) })
    .replaceAll('":', '": ')
    .replaceAll(',"', ', "')
    .replaceAll('},{', '}, {');

async function openText(page: Page, name: string, text: string): Promise<void> {
  await writeFile(inWorkspace(server, name), text);
  await openWorkspace(page, server, name);
  await openFile(page, name);
  await page.locator('.codelens-decoration').first().waitFor({ timeout: 60_000 });
}

/** The document as it is on disk once it is saved. */
async function saved(page: Page, name: string): Promise<string> {
  await page.keyboard.press('Control+s');
  await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  return readFile(inWorkspace(server, name), 'utf8');
}

const suggestions = (page: Page) => page.locator('.suggest-widget.visible .monaco-list-row .label-name');

/** The coloured pieces of the text. */
const words = (page: Page) => page.locator('.view-line > span');

/** Takes a quick fix at the cursor by its title. */
async function quickFix(page: Page, title: string | RegExp): Promise<void> {
  const action = page.locator('.action-widget .action', { hasText: title }).first();
  for (let attempt = 0; ; attempt++) {
    await page.keyboard.press('Control+.');
    try {
      await action.waitFor({ timeout: 5000 });
      break;
    } catch (error) {
      if (attempt === 3) throw error;
      await page.keyboard.press('Escape');
    }
  }
  await picture(page, 'quick-fix');
  await action.click();
  await action.waitFor({ state: 'detached' });
}

it('completes keys and roles, shows what they mean, and lists rows in the outline', () =>
  drive('completion', browser, server, async (page) => {
    const name = 'write.chat.jsonl';
    await openText(page, name, `${chat(['user', 'Name a small bird.'], ['assistant', 'The wren.'])}\n`);
    await goTo(page, 2, 1);
    await page.keyboard.type('{"');
    await expect.poll(() => suggestions(page).allTextContents()).toContain('messages');
    await picture(page, 'completion');
    await page.keyboard.type('mess');
    await expect.poll(async () => (await suggestions(page).allTextContents())[0]).toBe('messages');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Name a tree.');
    await page.keyboard.press('Tab');
    await page.keyboard.type('The oak.');
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await expect
      .poll(() => saved(page, name))
      .toBe(
        `${chat(['user', 'Name a small bird.'], ['assistant', 'The wren.'])}\n${chat(['user', 'Name a tree.'], ['assistant', 'The oak.'])}`,
      );

    // A role inside its quotes.
    await goTo(page, 2, 25);
    await page.keyboard.press('Shift+Control+ArrowRight');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+Space');
    await expect
      .poll(() => suggestions(page).allTextContents())
      .toEqual(expect.arrayContaining(['user', 'assistant', 'system']));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');

    await words(page).getByText('content', { exact: true }).first().hover();
    await page.locator('.monaco-hover', { hasText: 'The text of the message' }).waitFor();
    await words(page).getByText('The wren.').first().hover();
    const hover = page.locator('.monaco-hover', { hasText: 'assistant · trained' });
    await hover.waitFor();
    await picture(page, 'hover');
    expect(await hover.innerText()).toContain('Row 1 · chat');

    await runCommand(page, 'Explorer: Focus on Outline View');
    await page.locator('.outline-pane .monaco-list-row', { hasText: '1 Name a small bird.' }).waitFor();
    await picture(page, 'outline');
  }));

const FAULTY = [
  '{"instruction": "Name a river.", "output": "The Nile.",}',
  '{"instruction": "Name a planet.", "ouput": "Mars."}',
  '{"instruction": "Name a tree.", "output": "The oak."}',
  '{"instruction": "Name a tree.", "output": "The oak."}',
];

it('mends a comma, a key and a duplicate one by one, and all of them at once', () =>
  drive('fixes', browser, server, async (page) => {
    const name = 'faults.alpaca.jsonl';
    await openText(page, name, `${FAULTY.join('\n')}\n`);
    await showProblems(page);
    await expect
      .poll(async () => (await problemRows(page)).map(({ code, line }) => `${line} ${code}`), { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['1 json-syntax', '4 duplicate-row']));
    await page.locator('.tab', { hasText: name }).click();

    await goTo(page, 1, FAULTY[0]!.lastIndexOf(',') + 1);
    await quickFix(page, /comma/);
    await goTo(page, 2, FAULTY[1]!.indexOf('ouput') + 1);
    await quickFix(page, /"output"/);
    await goTo(page, 4, 5);
    await quickFix(page, 'Remove this row');
    await expect
      .poll(() => saved(page, name))
      .toBe(
        '{"instruction": "Name a river.", "output": "The Nile."}\n' +
          '{"instruction": "Name a planet.", "output": "Mars."}\n' +
          '{"instruction": "Name a tree.", "output": "The oak."}\n',
      );

    await page
      .locator('.codelens-decoration', { hasText: /^alpaca · 3 rows · \d+ trained tokens · no problems/ })
      .waitFor();

    // Undo is one step each; then all safe ones together.
    for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z');
    await expect.poll(() => saved(page, name)).toBe(`${FAULTY.join('\n')}\n`);
    await runCommand(page, 'Fix All');
    await expect
      .poll(async () => (await saved(page, name)).split('\n'))
      .toEqual(expect.arrayContaining(['{"instruction": "Name a river.", "output": "The Nile."}']));
    expect((await saved(page, name)).match(/Name a tree/g)).toHaveLength(1);
  }));

it('says above the file and in the status bar what it is, and reads it as another format when told', () =>
  drive('format', browser, server, async (page) => {
    const name = 'format.instruct.jsonl';
    await openText(page, name, '{"text": "A wren is a small bird."}\n{"text": "An oak is a large tree."}\n');
    await page
      .locator('.codelens-decoration', { hasText: /^text · 2 rows · 16 trained tokens · no problems/ })
      .waitFor();
    await page.locator('.codelens-decoration', { hasText: 'Fine-tune' }).waitFor();
    const item = page.locator('.statusbar-item', { hasText: 'text · 2 rows · no problems' });
    await item.waitFor();
    await picture(page, 'format');
    await item.click();
    await pick(page, /^completion/);
    await page.locator('.statusbar-item', { hasText: /completion · 2 rows · \d problems/ }).waitFor();
    await runCommand(page, 'View: Close Editor');
    await openFile(page, name);
    await page.locator('.statusbar-item', { hasText: /completion · 2 rows · \d problems/ }).waitFor();
  }));

it('opens the full report of many problems, whose places lead to their rows', () =>
  drive('report', browser, server, async (page) => {
    const name = 'many.sft.jsonl';
    const rows = Array.from({ length: 3000 }, (_, i) => JSON.stringify({ instruction: `Question ${i}` }));
    await openText(page, name, `${rows.join('\n')}\n`);
    await page.locator('.codelens-decoration a', { hasText: '3,000 rows' }).click();
    await page.locator('.tab.active', { hasText: 'problems' }).waitFor();
    await page.locator('.view-line', { hasText: 'missing-field: ' }).first().waitFor();
    await picture(page, 'report');
    await goTo(page, 2990, 4);
    const place = page.locator('.view-line .detected-link').last();
    await place.click({ modifiers: ['Control'] });
    await page.locator('.tab.active', { hasText: name }).waitFor();
    await page.locator('.statusbar-item', { hasText: /Ln (2,?9\d\d|3,?000), Col/ }).waitFor();
  }));
