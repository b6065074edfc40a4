/** Chromium with nothing but the server's origin reachable, and a watch on what the console says about our pages. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type ConsoleMessage, type Page } from 'playwright-core';

const CANDIDATES = [
  process.env['TUNEWRIGHT_BROWSER'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const VIEWPORT = { width: 1280, height: 800 };

export type WatchedPage = {
  readonly page: Page;
  /** Content-security messages, and errors thrown in our pages. A drive fails when there are any. */
  readonly complaints: readonly string[];
};

export function launchBrowser(): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined)
    throw new Error('No Chromium was found. Install one, or name it in the environment variable TUNEWRIGHT_BROWSER.');
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** A fresh page of `browser` that reaches only `origin`. */
export async function openWatchedPage(browser: Browser, origin: string): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  await context.route(
    (url) => url.origin !== origin && !['blob:', 'data:'].includes(url.protocol),
    (route) => route.abort(),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (isAboutSecurity(message)) complaints.push(message.text());
  });
  page.on('pageerror', (error) => {
    if (/tunewright/i.test(error.stack ?? '')) complaints.push(error.stack ?? error.message);
  });
  return { page, complaints };
}

const isAboutSecurity = (message: ConsoleMessage): boolean => /content.security.policy/i.test(message.text());
