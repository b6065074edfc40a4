/** A folder that is not trusted: datasets are checked, nothing is loaded or run. */
import { writeFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder } from '../support/editor/drive.ts';
import { startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  inWorkspace,
  notifications,
  openFile,
  openWorkspace,
  panel,
  problemRows,
  runCommand,
  showProblems,
  squiggles,
} from '../support/editor/workbench.ts';

let server: EditorServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startEditorServer({ trust: 'asked' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('restricted'));
});

it('checks datasets in restricted mode, and says why it cannot train', () =>
  drive('restricted', browser, server, async (page) => {
    const name = 'faulty.instruct.jsonl';
    await writeFile(inWorkspace(server, name), '{"instruction": "a", "output": "b"}\n{"instruction": "c"}\n');
    await openWorkspace(page, server, name);
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await openFile(page, name);
    await squiggles(page).first().waitFor();
    await showProblems(page);
    await expect
      .poll(async () => (await problemRows(page)).map(({ code, line }) => `${code} ${line}`))
      .toContain('missing-field 2');

    await runCommand(page, 'Tunewright: Show Dataset Statistics');
    const statistics = panel(page, 'Statistics');
    await statistics.locator('#figure-characters').waitFor();
    await statistics.getByText('Tokens are not counted in restricted mode').waitFor();

    await runCommand(page, 'Tunewright: Fine-tune Model');
    await notifications(page).filter({ hasText: 'restricted mode' }).waitFor();
  }));
