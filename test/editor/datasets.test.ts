/** The first job as a person does it: a dataset with faults, what is marked, and its repair. */
import { writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { launchBrowser } from '../support/editor/browser.ts';
import { drive, logFolder } from '../support/editor/drive.ts';
import { startEditorServer, type EditorServer } from '../support/editor/server.ts';
import {
  goTo,
  inWorkspace,
  openFile,
  openWorkspace,
  problemRows,
  showProblems,
  squiggles,
} from '../support/editor/workbench.ts';

const FAR_COLUMN = 15_000;
const N_FAULT = 5000;

let server: EditorServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startEditorServer({ trust: 'off' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop(logFolder('datasets'));
});

const row = (instruction: string, output: unknown): string => JSON.stringify({ instruction, output });

/** A row whose wrong value starts exactly at FAR_COLUMN. */
function longRow(): string {
  const before = '{"instruction": "", "output": ';
  const filler = 'long '.repeat(FAR_COLUMN / 5).slice(0, FAR_COLUMN - 1 - before.length);
  return `{"instruction": "${filler}", "output": 42}`;
}

/** Planted faults by line (from 1), with what a person types instead of the line. */
const LINES: readonly { text: string; repaired?: string }[] = [
  { text: row('Name a color.', 'Blue.') },
  { text: '{"instruction": "Name a tree.", "output": }', repaired: row('Name a tree.', 'Oak.') },
  { text: '{"instruction": "Name a river."}', repaired: row('Name a river.', 'Nile.') },
  { text: row('Name a planet.', ''), repaired: row('Name a planet.', 'Mars.') },
  { text: row('Name a bird.', 'Wren.') },
  { text: row('Name a color.', 'Blue.'), repaired: row('Name a fish.', 'Carp.') },
  { text: longRow(), repaired: row('Name a mountain.', 'Etna.') },
];

type CheckedProblem = { code: string; severity: string; message: string; line: number; column: number };

async function checkedByCli(file: string): Promise<CheckedProblem[]> {
  const { stdout } = await runCli(['check', file, '--json']);
  const { files } = JSON.parse(stdout) as { files: { problems: CheckedProblem[] }[] };
  return files[0]!.problems;
}

const position = ({ line, column, code }: { line: number; column: number; code: string }): string =>
  `[Ln ${line}, Col ${column}] ${code}`;

const shownPositions = async (page: Page): Promise<string[]> => (await problemRows(page)).map(position).sort();

it('marks planted faults where `check` finds them, and typing repairs them', () =>
  drive('planted-faults', browser, server, async (page) => {
    const name = 'planted.instruct.jsonl';
    const file = inWorkspace(server, name);
    await writeFile(file, `${LINES.map(({ text }) => text).join('\n')}\n`);
    const problems = await checkedByCli(file);
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'wrong-type', line: LINES.length, column: FAR_COLUMN }),
    );
    expect(new Set(problems.map(({ line }) => line))).toEqual(new Set([2, 3, 4, 6, 7]));

    await openWorkspace(page, server, name);
    await openFile(page, name);
    await squiggles(page).first().waitFor();
    await showProblems(page);
    await expect
      .poll(() => shownPositions(page), { timeout: 20_000 })
      .toEqual(
        problems
          .filter(({ severity }) => severity !== 'hint')
          .map(position)
          .sort(),
      );
    await page.locator('.tab', { hasText: name }).click();
    for (const [index, { repaired }] of LINES.entries()) {
      if (repaired === undefined) continue;
      await goTo(page, index + 1, 1);
      // The whole line with its end; lines are wrapped, so Shift+End would stop at the end of what is one row on the screen.
      await page.keyboard.press('Control+l');
      await page.keyboard.press('Delete'); // Typing over a selection would put it in quotes or braces.
      await page.keyboard.type(`${repaired}\n`);
    }
    await page.keyboard.press('Control+s');
    await expect.poll(() => problemRows(page), { timeout: 20_000 }).toEqual([]);
    // Each view follows in its own time: the list, the marks in the text, the file on disk.
    await expect.poll(() => squiggles(page).count(), { timeout: 20_000 }).toBe(0);
    await expect.poll(() => checkedByCli(file), { timeout: 20_000 }).toEqual([]);
  }));

it(`counts ${N_FAULT} faults, although the editor keeps only a thousand`, () =>
  drive('many-faults', browser, server, async (page) => {
    const name = 'many.instruct.jsonl';
    const lines = Array.from({ length: N_FAULT }, (_, i) => JSON.stringify({ instruction: `Question ${i}` }));
    await writeFile(inWorkspace(server, name), `${lines.join('\n')}\n`);
    await openWorkspace(page, server, name);
    await openFile(page, name);
    await squiggles(page).first().waitFor();
    await showProblems(page);
    await page.locator('.markers-panel .monaco-list').focus();
    await page.keyboard.press('End');
    await expect
      .poll(async () => (await problemRows(page)).at(-1), { timeout: 20_000 })
      .toEqual({
        code: 'more-problems',
        line: N_FAULT,
        column: 1,
        message: expect.stringMatching(/^4,100 more problems, the last at line 5,000\. In all: 5,000 errors/) as string,
      });
  }));
