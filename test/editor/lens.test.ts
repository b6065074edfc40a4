/** The loss lens and the row preview as a person uses them: marks where the command line has them, an edit and its undo, rows one by one. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder, look, picture } from '../support/editor/drive.ts';
import { startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  answerInput,
  goTo,
  inWorkspace,
  openFile,
  openWorkspace,
  panel,
  reloadWindow,
  runCommand,
} from '../support/editor/workbench.ts';

let server: EditorServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startEditorServer({ trust: 'off' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('lens'));
});

const chat = (user: string, assistant: string): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ],
  });
/** The texts have marks of JSON in them, so that what is marked can only be found by the places. */
const ROWS = [
  chat('How do I reset\nmy "Kettlebrook" thermostat?', 'Hold the round button – ten seconds.\nThen let go.'),
  chat('What is a ring?', 'The light around the button.'),
  '{"messages": [}',
  chat('Is 7 odd?', 'Yes.'),
];
const NAME = 'support.chat.jsonl';

async function openRows(page: Page): Promise<string> {
  const file = inWorkspace(server, NAME);
  await writeFile(file, `${ROWS.join('\n')}\n`);
  await openWorkspace(page, server, NAME);
  await openFile(page, NAME);
  return file;
}

/** The characters of a row that the command line says are trained, and those that are context. */
async function fromCli(file: string, row: number): Promise<Record<'trained' | 'context', string>> {
  const { stdout } = await runCli(['lens', file, '--row', String(row), '--base', 'embedded', '--json']);
  const { source, supervised } = JSON.parse(stdout) as {
    source: ([[number, number], [number, number]] | null)[];
    supervised: number[];
  };
  const text = ROWS[row - 1]!;
  const found = { trained: '', context: '' };
  let last = '';
  for (const [t, place] of source.entries()) {
    // Tokens that share one character all have its place.
    if (place === null || JSON.stringify(place) === last) continue;
    last = JSON.stringify(place);
    found[supervised[t] === 1 ? 'trained' : 'context'] += text.slice(place[0][1] - 1, place[1][1] - 1);
  }
  return found;
}

/** The characters on the screen that have a line of this style below them, in order. */
const underlined = (page: Page, style: 'solid' | 'dotted'): Promise<string> =>
  page.evaluate(`(() => {
    const marks = [...document.querySelectorAll('.editor-instance .view-overlays .cdr')]
      .filter((mark) => getComputedStyle(mark).borderBottomStyle === '${style}' && getComputedStyle(mark).borderTopWidth === '0px')
      .map((mark) => mark.getBoundingClientRect());
    const isMarked = ({ left, right, top, bottom }) =>
      marks.some((mark) => {
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        return mark.left < x && x < mark.right && mark.top < y && y < mark.bottom;
      });
    const lines = [...document.querySelectorAll('.editor-instance .view-lines .view-line')];
    lines.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    let text = '';
    for (const line of lines) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
        for (let i = 0; i < node.length; i++) {
          const range = document.createRange();
          range.setStart(node, i);
          range.setEnd(node, i + 1);
          if (isMarked(range.getBoundingClientRect())) text += node.data[i];
        }
    }
    return text.replaceAll('\\u00a0', ' ');
  })()`);

it('marks what is trained and what is context exactly where the command line says', () =>
  drive('loss-lens', browser, server, async (page) => {
    const file = await openRows(page);
    const rows = await Promise.all([1, 2, 4].map((row) => fromCli(file, row)));
    const all = (kind: 'trained' | 'context'): string => rows.map((row) => row[kind]).join('');
    await page.getByRole('button', { name: 'Toggle Loss Lens' }).click();
    await goTo(page, 1, 3);
    await expect.poll(() => underlined(page, 'solid'), { timeout: 20_000 }).toBe(all('trained'));
    expect(await underlined(page, 'dotted')).toBe(all('context'));
    await page.locator('.statusbar-item', { hasText: /\d+ trained of \d+ tokens$/ }).waitFor();
    await look(page, 'loss-lens');
    await picture(page, 'lens', 280);
    await page.getByRole('button', { name: 'Hide Loss Lens' }).click();
    await expect.poll(() => underlined(page, 'solid')).toBe('');
  }));

it('previews the row at the cursor; an edit there is one step that can be undone; rows one by one', () =>
  drive('row-preview', browser, server, async (page) => {
    const file = await openRows(page);
    await goTo(page, 1, 20);
    await page.getByRole('button', { name: 'Preview Row' }).click();
    const preview = panel(page, 'Row ');
    const answer = preview.locator('#message-2 .text');
    await answer.locator('.trained').waitFor({ timeout: 60_000 });
    expect(await answer.textContent()).toBe('Hold the round button – ten seconds.\nThen let go.');
    await look(page, 'row-preview');
    await picture(page, 'preview', 460);

    await answer.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type(' Done.');
    await page.keyboard.press('Control+Enter');
    await answer.getByText('Then let go. Done.').waitFor();

    // Undone and done again where it was made.
    await answer.press('Control+z');
    await expect.poll(() => answer.textContent()).toBe('Hold the round button – ten seconds.\nThen let go.');
    await answer.press('Control+Shift+z');
    await answer.getByText('Then let go. Done.').waitFor();
    const edited = ROWS[0]!.replace('Then let go.', 'Then let go. Done.');
    await page.locator('.tab', { hasText: NAME }).first().click();
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFile(file, 'utf8')).toBe(`${[edited, ...ROWS.slice(1)].join('\n')}\n`);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFile(file, 'utf8')).toBe(`${ROWS.join('\n')}\n`);
    await expect.poll(() => answer.textContent()).toBe('Hold the round button – ten seconds.\nThen let go.');

    // What is not applied yet outlives the panel.
    await answer.press('Enter');
    await page.keyboard.type(' Draft.');
    const box = preview.locator('#message-2 textarea').first();
    await expect.poll(() => box.inputValue()).toMatch(/ Draft\.$/);
    const tabs = page.locator('.tab');
    await tabs.last().click({ button: 'middle' });
    await expect.poll(() => tabs.count()).toBe(1);
    await runCommand(page, 'Tunewright: Preview Row');
    await expect.poll(() => box.inputValue()).toBe('Hold the round button – ten seconds.\nThen let go. Draft.');
    await box.press('Escape');
    await answer.waitFor();
    await page.locator('.tab', { hasText: NAME }).first().click();

    // From the editor by commands, in the preview by its keys.
    await runCommand(page, 'Tunewright: Next Row');
    await preview.locator('#message-1 .text', { hasText: 'What is a ring?' }).waitFor();
    await preview.locator('#message-1 .text').click();
    await page.keyboard.press('Alt+ArrowDown');
    await preview.locator('.raw', { hasText: '{"messages": [}' }).waitFor();
    // The status bar says where the cursor is only while the editor itself is in front.
    await page.locator('.active-line-number', { hasText: /^3$/ }).waitFor();
    await preview.getByRole('button', { name: 'Previous' }).click();
    await preview.getByRole('button', { name: 'Next problem' }).click();
    await preview.getByRole('button', { name: 'json-syntax' }).waitFor();
    await look(page, 'row-preview-problem');
  }));

it('previews the elements of a JSON array, which is no document of the language server', () =>
  drive('row-preview-array', browser, server, async (page) => {
    const name = 'rows.json';
    const file = inWorkspace(server, name);
    const text = `[\n  ${ROWS[1]!},\n  ${ROWS[3]!}\n]\n`;
    await writeFile(file, text);
    await openWorkspace(page, server, name);
    await openFile(page, name);
    await runCommand(page, 'Tunewright: Go to Row');
    await answerInput(page, /A row from 1 to 2/, '2');
    await page.locator('.statusbar-item', { hasText: 'Ln 3, Col 3' }).waitFor();
    await runCommand(page, 'Tunewright: Preview Row');
    const preview = panel(page, 'Row ');
    await preview.locator('#message-1 .text', { hasText: 'Is 7 odd?' }).waitFor({ timeout: 60_000 });
    await preview.locator('.row-of', { hasText: 'of 2' }).waitFor();
    await preview.locator('#message-2 .text .trained').waitFor();
    await preview.locator('#message-1 .text').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type(' Really?');
    await page.keyboard.press('Control+Enter');
    await preview.locator('#message-1 .text', { hasText: 'Is 7 odd? Really?' }).waitFor();
    await page.getByRole('tab', { name, exact: true }).click();
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFile(file, 'utf8')).toBe(text.replace('7 odd?', '7 odd? Really?'));
  }));

it('is there again after the window was reloaded, with its row', () =>
  drive('row-preview-reload', browser, server, async (page) => {
    await openRows(page);
    await goTo(page, 2, 5);
    await runCommand(page, 'Tunewright: Preview Row');
    const preview = panel(page, 'Row ');
    const question = preview.locator('#message-1 .text', { hasText: 'What is a ring?' });
    await question.waitFor({ timeout: 60_000 });
    // Another editor in front: the row is the one that was left, not that at a cursor.
    await page.keyboard.press('Control+n');
    await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();

    await reloadWindow(page, NAME);
    await question.waitFor({ timeout: 60_000 });
    await preview.locator('#message-2 .text .trained').waitFor({ timeout: 60_000 });
    await preview.getByRole('button', { name: 'Previous' }).click();
    await preview.locator('#message-1 .text', { hasText: 'How do I reset' }).waitFor();
  }));
