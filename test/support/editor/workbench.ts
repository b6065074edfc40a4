/** What a person does in VS Code, as functions on its page: keys, palette, clicks, and reading what is shown. */
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { EditorServer } from './server.ts';

const EXTENSION_ID = 'tunewright.tunewright';
const OPEN_ATTEMPTS = 5;

/** A row of the Problems view. Line and column count from 1, as the view shows them. */
export type ProblemRow = { message: string; code: string; line: number; column: number };

/** Opens the server's workspace (or `folder`) and waits until the explorer lists `file`: before that, keys get lost. */
export async function openWorkspace(page: Page, server: EditorServer, file: string): Promise<void> {
  await page.goto(`${server.origin}/?folder=${encodeURIComponent(server.workspace)}`);
  await waitForExplorer(page, file);
}

/** Waits until the window is ready for keys. */
export async function waitForExplorer(page: Page, file: string): Promise<void> {
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).waitFor({ timeout: 60_000 });
}

/** As a person reloads it: unlike the browser's own reload, it keeps which editors and panels were open. */
export async function reloadWindow(page: Page, file: string): Promise<void> {
  await page.evaluate('window.isBeforeReload = true');
  await runCommand(page, 'Developer: Reload Window');
  await page.waitForFunction('window.isBeforeReload === undefined');
  await waitForExplorer(page, file);
}

const quickInput = (page: Page): Locator => page.locator('.quick-input-widget:visible');

/** The rows that quick open, the palette or an extension's pick shows. */
const quickRows = (page: Page): Locator => quickInput(page).locator('.quick-input-list .monaco-list-row');

/** Opens quick input with `key`. Keys may be lost while the workbench is busy, so opening is repeated. */
async function openQuickInput(page: Page, key: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press(key);
    try {
      await quickInput(page).waitFor({ timeout: 3000 });
      return;
    } catch (error) {
      if (attempt === OPEN_ATTEMPTS) throw error;
    }
  }
}

/** Runs a command from the palette by its title. */
export async function runCommand(page: Page, title: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await openQuickInput(page, 'F1');
    await quickInput(page).locator('.quick-input-box input').fill(`>${title}`);
    try {
      await quickRows(page).filter({ hasText: title }).first().click({ timeout: 5000 });
      return;
    } catch (error) {
      // A palette that opened before the extensions were known does not learn of their commands.
      if (attempt === OPEN_ATTEMPTS) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** Opens a file of the workspace by name, and waits for its tab. */
export async function openFile(page: Page, name: string): Promise<void> {
  await openQuickInput(page, 'Control+p');
  await quickInput(page).locator('.quick-input-box input').fill(name);
  await quickRows(page).filter({ hasText: name }).first().click();
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

/** Moves the cursor: line and column from 1. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await openQuickInput(page, 'Control+g');
  await quickInput(page).locator('.quick-input-box input').fill(`:${line}:${column}`);
  // An Enter before the list has taken the text in would be lost.
  await quickRows(page)
    .filter({ hasText: `go to line ${line} at column ${column}` })
    .waitFor();
  await page.keyboard.press('Enter');
  await quickInput(page).waitFor({ state: 'hidden' });
  await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
}

/** Clicks a row of an extension's pick by its text. */
export async function pick(page: Page, text: string | RegExp): Promise<void> {
  await quickRows(page).filter({ hasText: text }).first().click();
}

/** Answers an input box that says `prompt`: with `text`, or with what it proposes. */
export async function answerInput(page: Page, prompt: RegExp, text?: string): Promise<void> {
  await quickInput(page).filter({ hasText: prompt }).waitFor();
  if (text !== undefined) await quickInput(page).locator('input').first().fill(text);
  await page.keyboard.press('Enter');
}

/** Squiggles of errors in the visible part of the active editor. */
export const squiggles = (page: Page): Locator => page.locator('.editor-instance .squiggly-error');

/** Shows the Problems view. */
export async function showProblems(page: Page): Promise<void> {
  await runCommand(page, 'Problems: Focus on Problems View');
  await page.locator('.markers-panel').waitFor();
}

/** The visible rows of the Problems view, without those that name a file. Read it until it is what is expected: the list may change meanwhile. */
export async function problemRows(page: Page): Promise<ProblemRow[]> {
  // Level 1 is the file, level 3 what a problem is related to.
  const rows = page.locator('.markers-panel .monaco-list-row[aria-level="2"]');
  const [messages, codes, positions] = await Promise.all([
    rows.locator('.marker-message').allTextContents(),
    rows.locator('.marker-code, .code-link').allTextContents(),
    rows.locator('.marker-line').allTextContents(),
  ]);
  return positions.map((position, index) => {
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(position) ?? [];
    return { message: messages[index] ?? '', code: codes[index] ?? '', line: Number(line), column: Number(column) };
  });
}

/** The document of one of our panels, by how the panel's title starts. */
export const panel = (page: Page, title: string): FrameLocator =>
  page
    .frameLocator(`iframe.webview.ready[src*="extensionId=${EXTENSION_ID}"]`)
    .frameLocator(`iframe#active-frame[title^="${title}"]`);

/** The texts of the notifications that are shown. */
export const notifications = (page: Page): Locator =>
  page.locator('.notifications-toasts .notification-list-item-message');

/** The path of a file in the drive's workspace. */
export const inWorkspace = (server: EditorServer, ...parts: string[]): string => join(server.workspace, ...parts);

/** Waits for a modal question, presses one of its buttons, and resolves with its words. */
export async function answerDialog(page: Page, question: string, button: string): Promise<string> {
  const dialog = page.locator('.monaco-dialog-box', { hasText: question });
  await dialog.waitFor({ timeout: 120_000 });
  const words = await dialog.innerText();
  await dialog.locator('.monaco-button', { hasText: button }).click();
  return words;
}
