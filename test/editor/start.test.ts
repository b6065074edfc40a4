/** `npm start` where there is no display: a link and a password, an editor behind them, and an end that ends everything. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { codeServerFolder } from '../../scripts/setup/codeServer.mjs';
import { launchBrowser } from '../support/editor/browser.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');

it('serves the examples behind a password, and ends it all', async () => {
  // A cache folder of its own, so that a person's copy of the examples stays as it is; the editor itself is shared.
  const cache = await mkdtemp(join(tmpdir(), 'tw-start-'));
  await symlink(codeServerFolder(), join(cache, basename(codeServerFolder())), 'junction');
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs')], {
    env: { ...process.env, TUNEWRIGHT_CACHE: cache, DISPLAY: '', WAYLAND_DISPLAY: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const browser = await launchBrowser();
  try {
    const words = await wordsUntil(child.stdout, 'Press Ctrl+C');
    const link = /http:\S+/.exec(words)?.[0] ?? '';
    const password = /Password: (\S+)/.exec(words)?.[1] ?? '';
    expect(words).toContain('Three things to try');
    expect(new URL(link).hostname).toBe('127.0.0.1');

    const page = await browser.newPage();
    await page.goto(link);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
    await page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'support-bot' })
      .waitFor({ timeout: 60_000 });

    child.kill('SIGINT');
    expect((await exited)[0]).toBe(0);
    await expect(fetch(link)).rejects.toThrow();
  } finally {
    child.kill('SIGINT');
    await browser.close();
    await exited;
    await rm(cache, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

async function wordsUntil(stream: NodeJS.ReadableStream, last: string): Promise<string> {
  let words = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    words += String(chunk);
    if (words.includes(last)) return words;
  }
  throw new Error(`It ended after saying:\n${words}`);
}
