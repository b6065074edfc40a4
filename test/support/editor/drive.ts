/** One drive: a page on the server, its steps, and what is kept when it fails. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openWatchedPage } from './browser.ts';
import type { EditorServer } from './server.ts';

const OUTPUT = resolve(import.meta.dirname, '..', '..', '..', 'test-output', 'editor');

/** Runs `steps` on a fresh page. A failure leaves a screenshot; a complaint of the page's console fails the drive. */
export async function drive(
  name: string,
  browser: Browser,
  server: EditorServer,
  steps: (page: Page) => Promise<void>,
): Promise<void> {
  const { page, complaints } = await openWatchedPage(browser, server.origin);
  try {
    await steps(page);
    expect(complaints, 'console messages about content security, or errors in our pages').toEqual([]);
  } catch (error) {
    await mkdir(OUTPUT, { recursive: true });
    await page.screenshot({ path: join(OUTPUT, `${name}.png`) });
    throw error;
  } finally {
    await page.context().close();
  }
}

/** Takes one of the README's pictures when scripts/pictures.mjs asks for them; otherwise nothing. `height`: of what there is to see. */
export async function picture(page: Page, name: string, height?: number): Promise<void> {
  const folder = process.env['TUNEWRIGHT_PICTURES'];
  if (folder === undefined) return;
  const { width = 0, height: all = 0 } = page.viewportSize() ?? {};
  const clip = { x: 0, y: 0, width, height: height ?? all };
  await page.screenshot({ path: join(folder, `${name}.png`), clip });
}

/** Keeps what the window looks like, for people to judge. */
export async function look(page: Page, name: string): Promise<void> {
  await mkdir(OUTPUT, { recursive: true });
  await page.screenshot({ path: join(OUTPUT, `${name}.png`) });
}

/** Where a server's logs go when a drive failed. */
export const logFolder = (name: string): string => join(OUTPUT, `${name}-logs`);
