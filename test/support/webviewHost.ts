/** The real bundle and page of a webview in Chromium, with a fake editor around it: the one place where the host is not real. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { webviewPage } from '../../src/editor/webviewPage.ts';
import { THEME_CLASS, themeStyle, type ThemeName } from './webviewThemes.ts';

const ORIGIN = 'https://webview.test';
const SCREENSHOTS = resolve(import.meta.dirname, '..', '..', 'test-output', 'webview');

type WebviewName = 'training' | 'playground' | 'rowPreview' | 'statistics';

export type FakeHost<FromPage, ToPage> = {
  readonly page: Page;
  /** Everything the page has said, in order. */
  readonly received: readonly FromPage[];
  /** Errors of the page and of its security policy. A test fails when there are any. */
  readonly complaints: readonly string[];
  send(message: ToPage): Promise<void>;
  /** What the page left with setState. */
  state(): Promise<unknown>;
  /** Saves test-output/webview/<name>.png. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
};

export type OpenOptions<FromPage, ToPage> = {
  view: WebviewName;
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** Answers the page's messages as the extension would. */
  onMessage?: (message: FromPage, send: (message: ToPage) => Promise<void>) => Promise<void> | void;
};

export async function openWebview<FromPage, ToPage>(
  browser: Browser,
  options: OpenOptions<FromPage, ToPage>,
): Promise<FakeHost<FromPage, ToPage>> {
  const { view, theme = 'dark', width = 1000, height = 700 } = options;
  const files = await bundle(view);
  const html = webviewPage({
    title: view,
    nonce: 'dGVzdC1ub25jZQ',
    source: ORIGIN,
    scriptUrl: `${ORIGIN}/${view}.js`,
    styleUrl: `${ORIGIN}/${view}.css`,
  });
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
    if (pathname === `/${view}.js`) return route.fulfill({ contentType: 'text/javascript', body: files.script });
    if (pathname === `/${view}.css`)
      return route.fulfill({ contentType: 'text/css', body: themeStyle(theme) + files.style });
    return pathname === '/favicon.ico' ? route.fulfill({ status: 204 }) : route.abort();
  });

  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  const received: FromPage[] = [];
  const send = async (message: ToPage): Promise<void> => {
    await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  };
  await page.exposeFunction('fakeHostReceive', async (message: FromPage) => {
    received.push(message);
    await options.onMessage?.(message, send);
  });
  await page.addInitScript(fakeApi(THEME_CLASS[theme]));
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    received,
    complaints,
    send,
    state: () => page.evaluate("JSON.parse(sessionStorage.getItem('state') ?? 'null')"),
    screenshot: async (name) => {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },
    close: () => context.close(),
  };
}

/** Runs in the page, before its own script: what the editor gives every webview. */
const fakeApi = (themeClass: string): string => `
  const state = () => JSON.parse(sessionStorage.getItem('state') ?? 'null');
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => void fakeHostReceive(message),
    getState: state,
    setState: (next) => sessionStorage.setItem('state', JSON.stringify(next)),
  });
  document.addEventListener('DOMContentLoaded', () => document.body.classList.add('${themeClass}'));
`;

const bundles = new Map<WebviewName, Promise<{ script: string; style: string }>>();

function bundle(view: WebviewName): Promise<{ script: string; style: string }> {
  const known = bundles.get(view) ?? buildView(view);
  bundles.set(view, known);
  return known;
}

async function buildView(view: WebviewName): Promise<{ script: string; style: string }> {
  const result = await build({
    entryPoints: { [view]: resolve(import.meta.dirname, '..', '..', 'webview', view, 'main.ts') },
    outdir: 'unwritten',
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  });
  const text = (extension: string): string =>
    result.outputFiles.find((file) => file.path.endsWith(extension))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}
