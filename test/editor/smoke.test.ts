import { writeFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder } from '../support/editor/drive.ts';
import { startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  inWorkspace,
  openFile,
  openWorkspace,
  problemRows,
  showProblems,
  squiggles,
} from '../support/editor/workbench.ts';

let server: EditorServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startEditorServer({ trust: 'off' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('smoke'));
});

it('marks a line that is not JSON', () =>
  drive('smoke', browser, server, async (page) => {
    await writeFile(inWorkspace(server, 'a.instruct.jsonl'), '{"instruction":"a","output":"b"}\nnot json\n');
    await openWorkspace(page, server, 'a.instruct.jsonl');
    await openFile(page, 'a.instruct.jsonl');
    await squiggles(page).first().waitFor();
    await showProblems(page);
    await expect.poll(() => problemRows(page)).toHaveLength(1);
    console.log(await problemRows(page));
  }));
