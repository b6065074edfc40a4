/** "Convert Dataset…" as a person meets it: format, trainer, what would be lost, and a new file beside the old one. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder } from '../support/editor/drive.ts';
import { startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  answerDialog,
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
  [server, browser] = await Promise.all([
    startEditorServer({ trust: 'off', settings: { 'tunewright.targets': ['llama-factory'] } }),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('convert'));
});

const text = (name: string): Promise<string> => readFile(inWorkspace(server, name), 'utf8');
const files = async (start: string): Promise<string[]> =>
  (await readdir(inWorkspace(server))).filter((name) => name.startsWith(start)).sort();

it('shows what would be lost before anything is written, and never writes over a file', () =>
  drive('convert', browser, server, async (page) => {
    await writeFile(
      inWorkspace(server, 'data.alpaca.jsonl'),
      '{"instruction": "Add.", "input": "1 1", "output": "2"}\n{"instruction": "Say hi."}\n',
    );
    await writeFile(inWorkspace(server, 'data.chat.jsonl'), 'mine\n');
    await openWorkspace(page, server, 'data.alpaca.jsonl');
    await openFile(page, 'data.alpaca.jsonl');

    const ask = async (answer: 'Cancel' | 'Convert'): Promise<void> => {
      await runCommand(page, 'Tunewright: Convert Dataset');
      await pick(page, 'chat');
      await pick(page, 'Any trainer');
      const dialog = page.locator('.monaco-dialog-box');
      await dialog.getByText('Lost (row 1): Instruction and input become one message').waitFor();
      await dialog.getByText('Not converted (row 2)').waitFor();
      await dialog.getByText('Writes 1 row to data-2.chat.jsonl.').waitFor();
      await dialog.getByRole('button', { name: answer, exact: true }).click();
    };
    await ask('Cancel');
    expect(await files('data')).toEqual(['data.alpaca.jsonl', 'data.chat.jsonl']);

    await ask('Convert');
    await page.locator('.tab', { hasText: 'data-2.chat.jsonl' }).waitFor();
    await notifications(page).filter({ hasText: '1 row (not converted)' }).waitFor();
    expect(JSON.parse(await text('data-2.chat.jsonl'))).toEqual({
      messages: [
        { role: 'user', content: 'Add.\n\n1 1' },
        { role: 'assistant', content: '2' },
      ],
    });
    expect(await text('data.chat.jsonl')).toBe('mine\n');
    expect(await text('data.unconverted-2.alpaca.jsonl')).toBe('{"instruction": "Say hi."}\n');
  }));

it('goes by the format that was chosen in the status bar, in every command on the file', () =>
  drive('chosen-format', browser, server, async (page) => {
    const name = 'own.instruct.jsonl';
    const rows = Array.from({ length: 8 }, (_, i) => `{"instruction": "", "output": "", "text": "The ${i}th text."}`);
    await writeFile(inWorkspace(server, name), `${rows.join('\n')}\n`);
    await openWorkspace(page, server, name);
    await openFile(page, name);
    const status = page.locator('.statusbar-item', { hasText: '8 rows' });
    await status.filter({ hasText: 'alpaca' }).click();
    await pick(page, 'raw text');
    await status.filter({ hasText: 'text' }).waitFor();

    await runCommand(page, 'Tunewright: Check Dataset');
    await notifications(page)
      .filter({ hasText: `${name}: 8 rows (text), ` })
      .waitFor();

    await runCommand(page, 'Tunewright: Deduplicate Dataset');
    await pick(page, /Rows that ask what an earlier one asks/);
    // Raw texts have no prompt; as alpaca rows all of them would ask the same.
    await notifications(page)
      .filter({ hasText: `No duplicate rows in ${name}` })
      .waitFor();

    await runCommand(page, 'Tunewright: Convert Dataset');
    // Raw text does not say who speaks: it can become nothing else.
    const choices = page.locator('.quick-input-widget .monaco-list-row');
    await choices.filter({ hasText: 'completion' }).waitFor();
    expect(await choices.count()).toBe(1);
    await page.keyboard.press('Escape');

    await runCommand(page, 'Tunewright: Fine-tune Model');
    await pick(page, 'Embedded base model');
    await pick(page, 'Full tuning');
    await pick(page, 'Use defaults');
    const words = await answerDialog(page, `Fine-tune on ${name}?`, 'Cancel');
    expect(words).toContain('Rows: 8, ');
    expect(words).not.toContain('Skipped rows');
  }));
