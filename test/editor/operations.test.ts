/** Commands on datasets as a person runs them: an edit that can be undone, files that are made, and a table that becomes rows. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder } from '../support/editor/drive.ts';
import { startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  answerInput,
  goTo,
  inWorkspace,
  notifications,
  openFile,
  openWorkspace,
  pick,
  runCommand,
} from '../support/editor/workbench.ts';

let server: EditorServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startEditorServer({ trust: 'off' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('operations'));
});

const row = (instruction: string, output: string): string => JSON.stringify({ instruction, output });
const text = (name: string): Promise<string> => readFile(inWorkspace(server, name), 'utf8');

/** Saves the active editor, and reads what it had. */
async function saved(page: Page, name: string, isSaved: (text: string) => boolean): Promise<string> {
  await page.keyboard.press('Control+s');
  await expect.poll(async () => isSaved(await text(name)), { timeout: 20_000 }).toBe(true);
  return text(name);
}

it('deduplicates a document with unsaved changes as one edit, which undo takes back', () =>
  drive('deduplicate', browser, server, async (page) => {
    const name = 'twice.instruct.jsonl';
    const lines = [row('Name a color.', 'Blue.'), row('Name a tree.', 'Oak.'), row('Name a color.', 'Blue.')];
    const original = `${lines.join('\r\n')}\r\n`;
    await writeFile(inWorkspace(server, name), original);
    await openWorkspace(page, server, name);
    await openFile(page, name);
    // A change that is not on disk: the second row becomes a third copy of the first.
    await goTo(page, 2, 1);
    await page.keyboard.press('Control+l');
    await page.keyboard.press('Delete');
    await page.keyboard.type(`${lines[0]!}\n`);

    await runCommand(page, 'Tunewright: Deduplicate Dataset');
    await pick(page, 'Rows equal to an earlier one');
    await notifications(page).filter({ hasText: 'Removed 2 duplicate rows' }).waitFor();
    expect(await text(name)).toBe(original);
    await expect.poll(() => page.locator('.editor-instance .view-line').count()).toBe(2);

    await goTo(page, 1, 1);
    await page.keyboard.press('Control+z');
    const undone = `${lines[0]!}\r\n${lines[0]!}\r\n${lines[2]!}\r\n`;
    expect(await saved(page, name, (now) => now !== original)).toBe(undone);
  }));

it('asks before rows with errors are removed, and offers the fixes first', () =>
  drive('remove-errors', browser, server, async (page) => {
    const name = 'faulty.instruct.jsonl';
    const good = row('Name a color.', 'Blue.');
    const mendable = row('Name a tree.', 'Oak.').replace(/}$/, ',}');
    await writeFile(inWorkspace(server, name), `${good}\n${mendable}\n{"instruction": 5}\n`);
    await openWorkspace(page, server, name);
    await openFile(page, name);
    const dialog = page.locator('.monaco-dialog-box');
    const ask = async (question: string, answer: string): Promise<void> => {
      await runCommand(page, 'Tunewright: Remove Rows with Errors');
      await dialog.getByText(question).waitFor();
      await dialog.getByRole('button', { name: answer, exact: true }).click();
    };
    await ask(`Remove 2 of 3 rows from ${name}?`, 'Fix Safe Problems First');
    await notifications(page)
      .filter({ hasText: `Fixed the safe problems of ${name}. 1 row with errors is left.` })
      .waitFor();
    await ask(`Remove 1 of 3 rows from ${name}?`, 'Remove');
    await notifications(page)
      .filter({ hasText: `Removed 1 row with errors from ${name}; it is in` })
      .waitFor();
    await page.locator('.statusbar-item', { hasText: '2 rows · no problems' }).waitFor();
    expect(await text('faulty.errors.instruct.jsonl')).toBe('{"instruction": "5"}\n');
  }));

it('splits a file into files beside it, and never over others', () =>
  drive('split', browser, server, async (page) => {
    const lines = Array.from({ length: 10 }, (_, i) => row(`Question ${i}`, `Answer ${i}`));
    await writeFile(inWorkspace(server, 'many.chat.jsonl'), `${lines.join('\n')}\n`);
    await writeFile(inWorkspace(server, 'many.train.chat.jsonl'), 'mine\n');
    await openWorkspace(page, server, 'many.chat.jsonl');
    await openFile(page, 'many.chat.jsonl');
    await runCommand(page, 'Tunewright: Split Dataset');
    await answerInput(page, /kept back for validation/, '20%');
    await answerInput(page, /Seed/, '3');
    await page.locator('.tab', { hasText: 'many.validation-2.chat.jsonl' }).waitFor();
    await notifications(page).filter({ hasText: '8 rows (train) in many.train-2.chat.jsonl' }).waitFor();
    const sides = await Promise.all(['many.train-2.chat.jsonl', 'many.validation-2.chat.jsonl'].map(text));
    expect(sides.map((side) => side.split('\n').length - 1)).toEqual([8, 2]);
    expect(sides.join('').trimEnd().split('\n').sort()).toEqual(lines);
    expect(await text('many.train.chat.jsonl')).toBe('mine\n');
  }));

it('imports a table by the columns that it proposes, and keeps what does not fit', () =>
  drive('import', browser, server, async (page) => {
    await writeFile(inWorkspace(server, 'table.csv'), 'Question;Answer\r\n"a;b";c\r\nd\r\n');
    await openWorkspace(page, server, 'table.csv');
    await openFile(page, 'table.csv');
    await runCommand(page, 'Tunewright: Import CSV');
    await answerInput(page, /COLUMN=FIELD/);
    await page.locator('.tab', { hasText: 'table.jsonl' }).waitFor();
    await notifications(page).filter({ hasText: 'line 3: 1 cell, but 2 columns' }).waitFor();
    expect(await text('table.jsonl')).toBe('{"instruction": "a;b", "output": "c"}\n');
    expect(await text('table.rejected.csv')).toBe('Question;Answer\r\nd\r\n');
    expect((await readdir(inWorkspace(server))).filter((name) => name.startsWith('table'))).toHaveLength(3);
  }));
