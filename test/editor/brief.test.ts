/** A dataset from its beginning: what is decided first, the first rows, a row that breaks what was decided, and another decision. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder } from '../support/editor/drive.ts';
import { startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  goTo,
  inWorkspace,
  notifications,
  openFile,
  openWorkspace,
  problemRows,
  runCommand,
  showProblems,
  squiggles,
} from '../support/editor/workbench.ts';

let server: EditorServer;
let browser: Browser;
beforeAll(async () => {
  // A brief is plain data: all of it works in a folder that nobody has trusted.
  [server, browser] = await Promise.all([startEditorServer({ trust: 'asked' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('brief'));
});

/** Waits for a step of the flow, and gives its input. */
async function step(page: Page, number: number): Promise<ReturnType<Page['locator']>> {
  await page.locator('.quick-input-title', { hasText: `New Instruction Dataset (${number}/7)` }).waitFor();
  return page.locator('.quick-input-widget .quick-input-box input');
}

const begin = (page: Page): Promise<void> => runCommand(page, 'Tunewright: New Instruction Dataset');
const codes = async (page: Page): Promise<string[]> => (await problemRows(page)).map(({ code }) => code).sort();

it('asks for tasks, tone and what is unacceptable first, with the keyboard, and checks the rows against them', () =>
  drive('new-dataset', browser, server, async (page) => {
    await writeFile(inWorkspace(server, 'notes.txt'), '');
    await openWorkspace(page, server, 'notes.txt');

    await begin(page);
    await step(page, 1);
    await page.keyboard.press('Enter');
    await step(page, 2);
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    expect(await readdir(server.workspace)).toEqual(['notes.txt']);

    await begin(page);
    await step(page, 1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const tasks = await step(page, 2);
    expect(await tasks.inputValue()).toMatch(/^Answers questions about orders and delivery\.; Explains how the lights/);
    await page.keyboard.press('End');
    await page.keyboard.type('; Books a repair.');
    await page.keyboard.press('Enter');
    await step(page, 3);
    await page.keyboard.press('Control+Alt+Minus'); // The editor's own key for it on Linux.
    expect(await (await step(page, 2)).inputValue()).toMatch(/; Books a repair\.$/);
    await page.keyboard.press('Enter');
    expect(await (await step(page, 3)).inputValue()).toBe('customers of Brightwheel, a shop for bicycle lights');
    await page.keyboard.press('Enter');
    await step(page, 4);
    await page.keyboard.press('Enter');
    expect(await (await step(page, 5)).inputValue()).toContain('Promises a refund');
    await page.keyboard.press('Enter');
    await step(page, 6);
    await page.keyboard.press('Enter');
    const name = await step(page, 7);
    expect(await name.inputValue()).toBe('support-bot');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('shop');
    await page.keyboard.press('Enter');

    const dataset = page.locator('.tab', { hasText: 'shop.instruct.jsonl' });
    const brief = page.locator('.tab', { hasText: 'shop.brief.json' });
    await dataset.waitFor();
    await brief.waitFor();
    expect((await brief.boundingBox())!.x).toBeGreaterThan((await dataset.boundingBox())!.x + 200);
    const rows = (await readFile(inWorkspace(server, 'shop.instruct.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(rows).toHaveLength(15);
    const decided = JSON.parse(await readFile(inWorkspace(server, 'shop.brief.json'), 'utf8')) as {
      tasks: { description: string }[];
    };
    expect(decided.tasks.map(({ description }) => description)).toContain('Books a repair.');
    await notifications(page).filter({ hasText: '14 of 15 rows are examples of the starter.' }).waitFor();

    // The row of the new task is still to be written.
    await showProblems(page);
    await expect.poll(() => codes(page), { timeout: 20_000 }).toEqual(['empty-output', 'empty-prompt']);

    await dataset.click();
    await goTo(page, 1, rows[0]!.indexOf('Please open') + 1);
    await page.keyboard.type('You get a full refund. ');
    await squiggles(page).first().waitFor();
    await expect.poll(() => codes(page), { timeout: 20_000 }).toContain('brief-unacceptable');

    // Another decision, not saved yet: the row is as good as any.
    await brief.click();
    const text = await readFile(inWorkspace(server, 'shop.brief.json'), 'utf8');
    await goTo(page, text.split('\n').findIndex((line) => line.includes('"full refund"')) + 1, 1);
    await page.keyboard.press('Control+Shift+k');
    await expect.poll(() => codes(page), { timeout: 20_000 }).toEqual(['empty-output', 'empty-prompt']);
  }));

it('takes the system prompt of the brief that is in front, and begins one where there is none', () =>
  drive('brief-commands', browser, server, async (page) => {
    await writeFile(inWorkspace(server, 'own.instruct.jsonl'), '{"instruction": "Hello?", "output": "Hi!"}\n');
    await writeFile(inWorkspace(server, 'a.brief.json'), '{"systemPrompt": "Be short."}\n');
    await openWorkspace(page, server, 'own.instruct.jsonl');
    await openFile(page, 'a.brief.json');
    await runCommand(page, 'Tunewright: Copy System Prompt from Brief');
    await notifications(page).filter({ hasText: 'The system prompt of a.brief.json is on the clipboard.' }).waitFor();

    await openFile(page, 'own.instruct.jsonl');
    await runCommand(page, 'Tunewright: Open Brief');
    await page.locator('.quick-input-title', { hasText: 'own.instruct.jsonl has no brief' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab', { hasText: 'own.brief.json' }).waitFor();
    expect(JSON.parse(await readFile(inWorkspace(server, 'own.brief.json'), 'utf8'))).toEqual({
      tasks: [],
      tone: { register: 'neutral' },
      unacceptable: [],
    });
  }));
